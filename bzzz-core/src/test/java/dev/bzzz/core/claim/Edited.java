package dev.bzzz.core.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import java.util.function.Consumer;

/** Records changed where nobody could change them: in their JSON, with a verifier that nods. */
final class Edited {
  static final Verifier NODDING = (signer, message, signature) -> true;

  private Edited() {}

  /** Signs with 64 zeros, which only {@link #NODDING} takes for a signature, and costs nothing. */
  static Signer signer(AgentId agent) {
    return new Signer() {
      @Override
      public AgentId id() {
        return agent;
      }

      @Override
      public byte[] sign(byte[] message) {
        return new byte[64];
      }
    };
  }

  /**
   * The record with its JSON changed.
   *
   * @throws IllegalArgumentException if that is no record
   */
  static SignedRecord of(SignedRecord signed, Consumer<ObjectNode> change) {
    return RecordCodec.verify(json(signed, change), signed.signature(), NODDING);
  }

  /** The changed JSON, in canonical form. */
  static byte[] json(SignedRecord signed, Consumer<ObjectNode> change) {
    ObjectNode json = (ObjectNode) CanonicalJson.read(signed.json());
    change.accept(json);
    return CanonicalJson.write(json);
  }
}
