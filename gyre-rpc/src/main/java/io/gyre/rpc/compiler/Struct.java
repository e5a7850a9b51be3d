package io.gyre.rpc.compiler;

import java.util.List;

/** A struct, whose members are in the order in which they are sent. */
record Struct(String name, List<Member> members, Place place) {}
