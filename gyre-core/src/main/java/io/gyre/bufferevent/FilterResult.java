package io.gyre.bufferevent;

/** What a filter made of its source: {@code bufferevent_filter_result}. */
public enum FilterResult {
    /** It put something into the destination: {@code BEV_OK}. */
    OK,

    /** It needs more input first, or a flush: {@code BEV_NEED_MORE}. */
    NEED_MORE,

    /** It cannot go on, and the filter fails: {@code BEV_ERROR}. */
    ERROR
}
