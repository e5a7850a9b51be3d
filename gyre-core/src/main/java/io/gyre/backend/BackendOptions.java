package io.gyre.backend;

import io.gyre.net.Platform;

/**
 * What a base tells the mechanism that it opens.
 *
 * @param platform where the descriptors live
 * @param changelist whether changes may be kept until the next wait, so that several to one descriptor become one:
 *     {@code EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST}
 */
public record BackendOptions(Platform platform, boolean changelist) {}
