package dev.bzzz.core.claim;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Writes claim records as signed bytes and as commit messages, and reads them back.
 *
 * <p>A record has exactly one spelling: canonical JSON with every field of {@link ClaimRecord} and
 * {@code "v":1}, {@code null} where a field is absent. Whatever is spelled otherwise is no record.
 * The signature and the record id are over {@value #DOMAIN}, a zero byte and the JSON.
 *
 * <p>The commit message has three paragraphs, and nothing else:
 *
 * <pre>
 * bzzz-claim/1 HELD t3
 *
 * {"actor":…}
 *
 * Bzzz-Sig: &lt;peer id of the actor&gt; &lt;signature in base64&gt;
 * </pre>
 */
public final class RecordCodec {
  /** Names what is signed, so that no other signature of an agent passes for a record. */
  public static final String DOMAIN = "bzzz-claim/1";

  /** Longest JSON of a record. */
  public static final int MAX_BYTES = 64 * 1024;

  /** Longest commit message, in characters. */
  public static final int MAX_MESSAGE = MAX_BYTES + 512;

  private static final String SIGNATURE_LINE = "Bzzz-Sig: ";
  private static final String PARAGRAPH = "\n\n";

  private RecordCodec() {}

  /**
   * Signs a record.
   *
   * @throws IllegalArgumentException if the signer is not the record's actor
   */
  public static SignedRecord sign(ClaimRecord record, Signer signer) {
    if (!signer.id().equals(record.actor())) {
      throw new IllegalArgumentException(
          "cannot sign a record of " + record.actor() + " as " + signer.id());
    }
    byte[] json = RecordJson.write(record);
    return SignedRecord.made(record, json, id(signedBytes(json)), signer);
  }

  /**
   * Reads a record and checks its actor's signature.
   *
   * @throws IllegalArgumentException if it is no record in canonical form, or not signed by its
   *     actor; the message is one line
   */
  public static SignedRecord verify(byte[] json, byte[] signature, Verifier verifier) {
    ClaimRecord record = read(json);
    byte[] signed = signedBytes(json);
    if (!verifier.verify(record.actor(), signed, signature)) {
      throw new IllegalArgumentException(
          "claim record " + id(signed) + " is not signed by its actor " + record.actor());
    }
    return new SignedRecord(record, json.clone(), signature.clone(), id(signed));
  }

  /** The record as the message of a commit. */
  public static String toMessage(SignedRecord signed) {
    ClaimRecord record = signed.record();
    return (DOMAIN + " " + record.state() + " t" + record.term())
        + PARAGRAPH
        + new String(signed.json(), StandardCharsets.UTF_8)
        + PARAGRAPH
        + (SIGNATURE_LINE + record.actor() + " ")
        + (Base64.getEncoder().encodeToString(signed.signature()) + "\n");
  }

  /**
   * Reads the message of a commit.
   *
   * @throws IllegalArgumentException if it is not, to the byte, what {@link #toMessage} writes for
   *     a record signed by its actor; the message is one line
   */
  public static SignedRecord fromMessage(String message, Verifier verifier) {
    if (message.length() > MAX_MESSAGE) {
      throw new IllegalArgumentException(
          "not a claim record: the message is longer than " + MAX_MESSAGE + " characters");
    }
    int json = message.indexOf(PARAGRAPH) + PARAGRAPH.length();
    int trailer = message.indexOf(PARAGRAPH, json);
    int base64 = message.lastIndexOf(' ') + 1;
    if (!message.startsWith(DOMAIN + " ") || trailer < 0 || base64 < trailer) {
      throw new IllegalArgumentException(
          "not a claim record: the message is not '" + DOMAIN + " …', JSON and Bzzz-Sig");
    }
    SignedRecord signed =
        verify(
            message.substring(json, trailer).getBytes(StandardCharsets.UTF_8),
            decodeBase64(message.substring(base64).stripTrailing()),
            verifier);
    if (!toMessage(signed).equals(message)) {
      throw new IllegalArgumentException(
          "not a claim record: the message wraps record " + signed.id() + " in other words");
    }
    return signed;
  }

  private static ClaimRecord read(byte[] json) {
    if (json.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "not a claim record: it is longer than " + MAX_BYTES + " bytes");
    }
    JsonNode root = CanonicalJson.read(json);
    ClaimRecord record = RecordFields.read(root);
    if (!Arrays.equals(RecordJson.write(record), json)) {
      throw new IllegalArgumentException("not a claim record: its JSON is not in canonical form");
    }
    return record;
  }

  static byte[] signedBytes(byte[] json) {
    byte[] domain = (DOMAIN + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] signed = Arrays.copyOf(domain, domain.length + json.length);
    System.arraycopy(json, 0, signed, domain.length, json.length);
    return signed;
  }

  private static String id(byte[] signed) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(signed));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static byte[] decodeBase64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a claim record: its signature is not base64", e);
    }
  }
}
