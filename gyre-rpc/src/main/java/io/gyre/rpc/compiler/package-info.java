/**
 * The compiler of libevent's {@code .rpc} files: what {@code event_rpcgen.py} does for C.
 *
 * <p>{@link io.gyre.rpc.compiler.RpcCompiler} reads files and makes a Java record of each structure. It is a compiler in three steps: a lexer
 * and a parser, which know the grammar of {@code docs/rpc.md}; a check of everything that names something else; a generator of Java. Errors say
 * file, line and column. Needs nothing else of Gyre.
 */
@NullMarked
package io.gyre.rpc.compiler;

import org.jspecify.annotations.NullMarked;
