// Ours: the script names itself on the global object; the type checker need not read it.
export {};
