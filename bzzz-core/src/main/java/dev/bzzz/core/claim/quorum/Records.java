package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.Bounded;
import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * Checks the signatures of records, each once: the same records come again with every vote. Safe
 * for use by many threads.
 */
public final class Records {
  private static final int MAX_KNOWN = 4096;

  private final Verifier verifier;
  private final Map<Key, SignedRecord> known = Bounded.lru(MAX_KNOWN);

  /** With an empty memory. */
  public Records(Verifier verifier) {
    this.verifier = verifier;
  }

  Verifier verifier() {
    return verifier;
  }

  /** For bytes from a place that only takes in what was verified. */
  static Records trusted() {
    return new Records((signer, message, signature) -> true);
  }

  /** By all of the bytes: what was verified is just these. Nobody else keeps or changes them. */
  private record Key(byte[] json, byte[] signature) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && Arrays.equals(signature, key.signature)
          && Arrays.equals(json, key.json);
    }

    /** A signature is as good as a hash, and only verified ones are kept. */
    @Override
    public int hashCode() {
      return Arrays.hashCode(signature);
    }
  }

  /**
   * Takes in a record: what the asker itself has signed need not be checked, nor when it comes back
   * from the voters.
   *
   * @throws IOException if it is not signed by its actor
   */
  void admit(SignedRecord record, Signer asker) throws IOException {
    if (record.madeBy(asker)) {
      synchronized (known) {
        known.put(new Key(record.json(), record.signature()), record);
      }
    } else {
      verified(record.json(), record.signature());
    }
  }

  SignedRecord verified(byte[] json, byte[] signature) throws IOException {
    Key key = new Key(json, signature);
    synchronized (known) {
      SignedRecord record = known.get(key);
      if (record != null) {
        return record;
      }
    }
    try {
      SignedRecord record = RecordCodec.verify(json, signature, verifier);
      synchronized (known) {
        known.put(key, record);
      }
      return record;
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
