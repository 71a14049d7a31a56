-- For wrk: asks for random buckets ("hashes"), posts random lines of a file ("check FILE"), or just
-- asks ("bare"). Ends with one line of JSON.

local bodies = {}

function init(args)
  local kind = args[1]
  math.randomseed(os.time())
  if kind == "hashes" then
    request = function()
      return wrk.format("GET", string.format("/v1/hashes/%04x", math.random(0, 65535)))
    end
  elseif kind == "check" then
    for line in io.lines(args[2]) do
      bodies[#bodies + 1] = line
    end
    local headers = { ["Content-Type"] = "application/json" }
    request = function()
      return wrk.format("POST", "/v1/check", headers, bodies[math.random(#bodies)])
    end
  else
    request = function()
      return wrk.format("GET", "/bare")
    end
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %f, "p99_ms": %f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
