/** What the mechanisms share: the parts below a {@link io.gyre.backend.Backend} that are not one mechanism's own. */
@NullMarked
package io.gyre.internal.backend;

import org.jspecify.annotations.NullMarked;
