package p2p;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The peers an agent knows. A peer that is not heard of for {@code ttlMillis} expires; when the
 * table is full, the peer that has been silent for the longest time makes room for a new one.
 */
public final class PeerTable {
    private final int capacity;
    private final long ttlMillis;
    /** In the order in which the peers were last heard of, so also in the order of expiry. */
    private final Map<String, Peer> peers = new LinkedHashMap<>();

    public PeerTable(int capacity, long ttlMillis) {
        if (capacity < 1 || ttlMillis < 1) {
            throw new IllegalArgumentException("capacity and time to live must be positive");
        }
        this.capacity = capacity;
        this.ttlMillis = ttlMillis;
    }

    /** Notes that a peer was heard of. Calls must not go back in time. */
    public void heard(String name, String address, long now) {
        peers.put(name, new Peer(name, address, now + ttlMillis));
        if (peers.size() > capacity) {
            Iterator<String> oldestFirst = peers.keySet().iterator();
            oldestFirst.next();
            oldestFirst.remove();
        }
    }

    /** The peers that have not expired, the one heard of most recently last. */
    public List<Peer> alive(long now) {
        expire(now);
        return new ArrayList<>(peers.values());
    }

    /** Forgets expired peers and returns how many there were. */
    public int expire(long now) {
        int count = 0;
        Iterator<Peer> oldestFirst = peers.values().iterator();
        while (oldestFirst.hasNext() && oldestFirst.next().expired(now)) {
            oldestFirst.remove();
            count++;
        }
        return count;
    }
}
