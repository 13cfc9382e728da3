package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.Bounded;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Checks the signatures of records, each once: the same records come again with every vote. Safe
 * for use by many threads.
 */
public final class Records {
  private static final int MAX_KNOWN = 4096;

  private final Verifier verifier;
  private final Map<String, SignedRecord> known = Bounded.lru(MAX_KNOWN);

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

  SignedRecord verified(byte[] json, byte[] signature) throws IOException {
    String key = HexFormat.of().formatHex(Bytes.sha256(signature, json));
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
