package io.gyre.dns;

/**
 * A set of {@link QueryFlag}.
 *
 * @param bits one for each flag
 */
record QueryFlags(int bits) {
    static final QueryFlags NONE = new QueryFlags(0);

    static QueryFlags of(QueryFlag... flags) {
        QueryFlags all = NONE;
        for (QueryFlag each : flags) {
            all = all.with(each);
        }
        return all;
    }

    boolean has(QueryFlag flag) {
        return (bits & flag.bit) != 0;
    }

    QueryFlags with(QueryFlag flag) {
        return new QueryFlags(bits | flag.bit);
    }

    QueryFlags without(QueryFlag flag) {
        return has(flag) ? new QueryFlags(bits & ~flag.bit) : this;
    }
}
