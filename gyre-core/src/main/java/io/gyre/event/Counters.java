package io.gyre.event;

/** How many registrations there are, and were at most. Guarded by the base's lock. */
final class Counters {
    int added;
    int active;
    int virtual;
    private int mostAdded;
    private int mostActive;
    private int mostVirtual;

    void added() {
        if (++added > mostAdded) {
            mostAdded = added;
        }
    }

    void activated() {
        if (++active > mostActive) {
            mostActive = active;
        }
    }

    void virtualAdded() {
        if (++virtual > mostVirtual) {
            mostVirtual = virtual;
        }
    }

    int count(EventCount which) {
        return switch (which) {
            case ACTIVE -> active;
            case VIRTUAL -> virtual;
            case ADDED -> added;
        };
    }

    int most(EventCount which, boolean clear) {
        int most = switch (which) {
            case ACTIVE -> mostActive;
            case VIRTUAL -> mostVirtual;
            case ADDED -> mostAdded;
        };
        if (clear) {
            switch (which) {
                case ACTIVE -> mostActive = 0;
                case VIRTUAL -> mostVirtual = 0;
                case ADDED -> mostAdded = 0;
            }
        }
        return most;
    }
}
