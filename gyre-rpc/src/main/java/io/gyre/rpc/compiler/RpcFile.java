package io.gyre.rpc.compiler;

import java.util.List;

/** All of a file. */
record RpcFile(String name, List<Include> includes, List<Struct> structs) {}
