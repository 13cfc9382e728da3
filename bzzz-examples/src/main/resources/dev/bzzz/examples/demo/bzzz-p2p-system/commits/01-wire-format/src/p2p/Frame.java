package p2p;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A message on the wire. The sequence numbers of one sender count up. */
public record Frame(String sender, long sequence, byte[] payload) {
    /** Larger frames are refused before memory is set aside for them. */
    public static final int MAX_PAYLOAD = 1 << 20;

    private static final int MAX_SENDER = 64;

    public byte[] encode() {
        byte[] name = sender.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > MAX_SENDER || payload.length > MAX_PAYLOAD) {
            throw new IllegalArgumentException("sender or payload of a size not allowed");
        }
        ByteBuffer out = ByteBuffer.allocate(
                Varint.size(name.length) + name.length
                        + Varint.size(sequence)
                        + Varint.size(payload.length) + payload.length);
        Varint.write(name.length, out);
        out.put(name);
        Varint.write(sequence, out);
        Varint.write(payload.length, out);
        out.put(payload);
        return out.array();
    }

    public static Frame decode(byte[] bytes) throws WireException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte[] name = block(in, MAX_SENDER, "sender");
        if (name.length == 0) {
            throw new WireException("sender missing");
        }
        long sequence = Varint.read(in);
        byte[] payload = block(in, MAX_PAYLOAD, "payload");
        if (in.hasRemaining()) {
            throw new WireException(in.remaining() + " bytes too many");
        }
        return new Frame(new String(name, StandardCharsets.UTF_8), sequence, payload);
    }

    private static byte[] block(ByteBuffer in, int max, String what) throws WireException {
        long length = Varint.read(in);
        if (length > max) {
            throw new WireException(what + " too long: " + length);
        }
        if (length > in.remaining()) {
            throw new WireException(what + " cut off");
        }
        byte[] block = new byte[(int) length];
        in.get(block);
        return block;
    }
}
