/**
 * The {@code gyre} command: one class per subcommand. It stands above every other package, and none may use it.
 */
@NullMarked
package io.gyre.cli;

import org.jspecify.annotations.NullMarked;
