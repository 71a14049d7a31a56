"""How feeds become a list. Each step is a module:

    plan        which files are due
    reading     one body: parse, `claims` (canonical form), `filechecks` (is it what it normally is?)
    merge       its claims over those of the last good copy
    assemble    all files' claims: `facts` joins them, `guards` hold back, decisions outrank both
    pipeline    drives the steps, publishes what came out, and says what became of each file (`report`)

Only `pipeline` knows the network, the store and the clock.
"""
