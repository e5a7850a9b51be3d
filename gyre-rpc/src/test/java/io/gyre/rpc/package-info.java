@NullMarked
package io.gyre.rpc;

import org.jspecify.annotations.NullMarked;
