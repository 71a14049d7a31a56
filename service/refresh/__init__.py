"""How feeds become a list. Each step is a module:

    plan        which files are due
    reading     one body: parse, `claims` (canonical form), `filechecks` (is it the file at all?)
    merge       its claims over those of the last good copy
    assemble    all files' claims: `facts` joins them, `guards` hold back, decisions outrank both
    pipeline    drives the steps, publishes the result, and reports on each file (`report`)

Only `pipeline` knows the network, the store and the clock.
"""
