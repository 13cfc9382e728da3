package dev.bzzz.core.claim;

import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A claim record with the exact bytes that were signed. Made by {@link RecordCodec} only. */
public final class SignedRecord {
  private final ClaimRecord record;
  private final byte[] json;
  private final byte[] signature;
  private final String id;
  private final @Nullable Signer maker;

  /** One whose signature was checked. */
  SignedRecord(ClaimRecord record, byte[] json, byte[] signature, String id) {
    this(record, json, signature, id, null);
  }

  private SignedRecord(
      ClaimRecord record, byte[] json, byte[] signature, String id, @Nullable Signer maker) {
    this.record = record;
    this.json = json;
    this.signature = signature;
    this.id = id;
    this.maker = maker;
  }

  /** One that is signed now. */
  static SignedRecord made(ClaimRecord record, byte[] json, String id, Signer maker) {
    byte[] signature = maker.sign(RecordCodec.signedBytes(json));
    return new SignedRecord(record, json, signature, id, maker);
  }

  /** The record. */
  public ClaimRecord record() {
    return record;
  }

  /** Its canonical JSON in UTF-8. */
  public byte[] json() {
    return json.clone();
  }

  /** The actor's signature over domain and JSON. */
  public byte[] signature() {
    return signature.clone();
  }

  /** Whether its actor signed it, by this scheme. */
  public boolean signedBy(Verifier verifier) {
    return verifier.verify(record.actor(), RecordCodec.signedBytes(json), signature);
  }

  /**
   * Whether it was signed in this process, by this very object: whoever signs with it need not ask
   * whether the signature is good.
   */
  public boolean madeBy(Signer signer) {
    return signer == maker;
  }

  /** Record id: SHA-256 of the signed bytes, 64 hexadecimal digits. */
  public String id() {
    return id;
  }

  /** The grant this record belongs to. */
  public FencingToken token() {
    return new FencingToken(record.term(), record.grant().orElse(id));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedRecord that
        && id.equals(that.id)
        && Arrays.equals(signature, that.signature);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return record.state() + " t" + record.term() + " of " + record.task() + " (" + id + ")";
  }
}
