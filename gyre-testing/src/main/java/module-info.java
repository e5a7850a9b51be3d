/** What tests of programs on Gyre need, and what Gyre's own tests are made with. */
module io.gyre.testing {
    requires transitive io.gyre.core;
    requires static transitive org.jspecify;

    exports io.gyre.testing;
}
