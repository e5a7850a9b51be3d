package io.gyre.backend;

/** What a mechanism can do beyond telling of readiness: libevent's {@code enum event_method_feature}. */
public enum BackendFeature {
    /** Edge triggering: {@code EV_FEATURE_ET}. */
    ET(0x01),
    /** Adding, removing or activating one event takes the same time however many there are: {@code EV_FEATURE_O1}. */
    O1(0x02),
    /** The mechanism itself watches descriptors of every type, regular files too: {@code EV_FEATURE_FDS}. */
    FDS(0x04),
    /** A peer's close is known before its data are read: {@code EV_FEATURE_EARLY_CLOSE}. */
    EARLY_CLOSE(0x08);

    private final int bit;

    BackendFeature(int bit) {
        this.bit = bit;
    }

    /** {@return libevent's value} */
    public int bit() {
        return bit;
    }
}
