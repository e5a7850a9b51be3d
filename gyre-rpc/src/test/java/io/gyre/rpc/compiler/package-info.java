@NullMarked
package io.gyre.rpc.compiler;

import org.jspecify.annotations.NullMarked;
