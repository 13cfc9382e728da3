package p2p;

/** Bytes from another peer that do not follow the wire format. */
public final class WireException extends Exception {
    private static final long serialVersionUID = 1;

    public WireException(String message) {
        super(message);
    }
}
