package io.gyre.dns.wire;

import java.util.Set;

/**
 * What stands before the sections of a message, but for their sizes.
 *
 * @param id joins an answer to its question, from 0 to 65535
 * @param opcode what the message is about
 * @param flags the bits that are set; copied
 * @param code how it ended; in a message with EDNS the whole of it, otherwise from 0 to 15
 */
public record Header(int id, Opcode opcode, Set<HeaderFlag> flags, ResponseCode code) {
    /** Checks the id, and copies the flags. */
    public Header {
        if (id < 0 || id > 0xffff) {
            throw new IllegalArgumentException("an id lies between 0 and 65535, but " + id + " was given");
        }
        flags = HeaderFlags.of(flags);
    }

    /** {@return whether a flag is set} */
    public boolean has(HeaderFlag flag) {
        return flags.contains(flag);
    }
}
