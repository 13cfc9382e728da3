package p2p;

/** Another agent, as it was last heard of. */
public record Peer(String name, String address, long expiresAt) {
    /** Whether the peer has been silent for too long at this time. */
    public boolean expired(long now) {
        return now >= expiresAt;
    }
}
