package io.gyre.dns;

/** A part of {@code resolv.conf} to be heeded: {@code DNS_OPTION_*}. All of them are {@code DNS_OPTIONS_ALL}. */
public enum ConfPart {
    /** Search list and {@code ndots}: {@code DNS_OPTION_SEARCH}. */
    SEARCH,
    /** Name servers: {@code DNS_OPTION_NAMESERVERS}. */
    NAMESERVERS,
    /** The other options: {@code DNS_OPTION_MISC}. */
    MISC,
    /** The system's hosts file besides: {@code DNS_OPTION_HOSTSFILE}. */
    HOSTSFILE
}
