package io.gyre.bufferevent;

/**
 * The marks of one direction: {@code event_watermark}.
 *
 * @param low in bytes: reading calls back from this much input on, writing when this much output or less is left
 * @param high in bytes: reading stops from this much input on; 0 for no limit
 */
public record Watermarks(long low, long high) {
    /** Calls back for every byte read and when all is written, and limits nothing. */
    public static final Watermarks NONE = new Watermarks(0, 0);

    /** Refuses negative marks. */
    public Watermarks {
        if (low < 0 || high < 0) {
            throw new IllegalArgumentException("marks cannot be negative: low " + low + ", high " + high);
        }
    }
}
