package dev.bzzz.core.message;

import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.mesh.Envelope;

/**
 * How letters become bytes that everybody can carry and nobody can forge, and bytes letters again.
 * What comes back is equal to what was written, with times in whole milliseconds where the message
 * says so.
 *
 * <p>Used by one machine at a time; one that several machines use is used by one thread.
 */
public interface Post {
  /** What bytes turned out to be. */
  sealed interface Read {
    /**
     * A letter from whom it names.
     *
     * @param network which agents it is meant for
     */
    record Signed(String network, Letter letter) implements Read {}

    /** Nothing to act on. */
    record Refused(DropReason reason) implements Read {}
  }

  /**
   * The bytes of a letter.
   *
   * @param signer whom the letter is from
   * @param id 32 hexadecimal digits, fresh for each letter
   * @throws IllegalArgumentException if they are more than {@value Envelope#MAX_BYTES}
   */
  byte[] write(Signer signer, String network, String id, Letter letter);

  /** Reads what anybody may have written; never throws, whatever the bytes. */
  Read read(byte[] wire);

  /** That of production: signed envelopes of canonical JSON. */
  static Post signed(Verifier verifier) {
    return new SignedPost(verifier);
  }
}
