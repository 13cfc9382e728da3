package dev.bzzz.p2p.multistream;

import dev.bzzz.p2p.wire.Uvarint;
import java.io.ByteArrayOutputStream;

/** Messages that go out in one write. */
final class Outbox {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  void add(String message) {
    bytes.writeBytes(Uvarint.prefixed(MultistreamMessage.bytes(message)));
  }

  boolean isEmpty() {
    return bytes.size() == 0;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
