package dev.bzzz.p2p.multistream;

import dev.bzzz.p2p.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The messages of multistream-select: a text with a newline at its end. */
final class MultistreamMessage {
  static final String HEADER = "/multistream/1.0.0";
  static final String NOT_AVAILABLE = "na";

  private MultistreamMessage() {}

  static byte[] bytes(String text) {
    return (text + '\n').getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The text of a message that came.
   *
   * @throws WireException if it is no text with a newline at its end
   */
  static String text(byte[] message) {
    if (message.length == 0 || message[message.length - 1] != '\n') {
      throw new WireException("a message of multistream-select ends with a newline");
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(message, 0, message.length - 1))
          .toString();
    } catch (CharacterCodingException e) {
      throw new WireException("a message of multistream-select is not UTF-8");
    }
  }

  static void check(String protocol) {
    if (protocol.isEmpty()
        || protocol.indexOf('\n') >= 0
        || bytes(protocol).length > NegotiationMachine.MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "the name of a protocol has 1 to "
              + (NegotiationMachine.MAX_MESSAGE_BYTES - 1)
              + " bytes and no newline");
    }
  }
}
