package dev.bzzz.p2p.net;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One connection, as it was when it was asked for.
 *
 * @param peer the other side
 * @param address where it is
 * @param outbound whether this node dialled
 * @param since when it was there
 * @param roundTrip of the last ping of the session
 */
public record ConnectionInfo(
    PeerId peer,
    Multiaddr address,
    boolean outbound,
    Instant since,
    Optional<Duration> roundTrip) {}
