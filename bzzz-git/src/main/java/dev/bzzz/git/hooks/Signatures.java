package dev.bzzz.git.hooks;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How hosts prove that a webhook is theirs. All comparisons take the same time, right or wrong. */
final class Signatures {
  /** How far a signed time may be from this machine's (Standard Webhooks, "timestamp"). */
  static final Duration MAX_AGE = Duration.ofMinutes(5);

  /** What GitLab's signing tokens begin with; the rest is the key in Base64. */
  static final String SIGNING_TOKEN = "whsec_";

  private static final String HMAC = "HmacSHA256";
  private static final String GITHUB_PREFIX = "sha256=";
  private static final String SIGNED_PREFIX = "v1,";
  private static final String TIME = "[0-9]{1,12}";

  private Signatures() {}

  /** An HMAC of the body in hexadecimal digits, with or without GitHub's {@code sha256=}. */
  static boolean hexadecimal(String signature, String secret, byte[] body) {
    String digits =
        signature.startsWith(GITHUB_PREFIX)
            ? signature.substring(GITHUB_PREFIX.length())
            : signature;
    try {
      byte[] claimed = HexFormat.of().parseHex(digits);
      return MessageDigest.isEqual(hmac(bytes(secret), body), claimed);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** GitLab's secret token, which is sent as it is, or its signing token, which signs. */
  static boolean gitlab(HookRequest request, String secret, Instant now) {
    return secret.startsWith(SIGNING_TOKEN)
        ? signed(request, secret.substring(SIGNING_TOKEN.length()), now)
        : request.header("x-gitlab-token").filter(token -> same(token, secret)).isPresent();
  }

  /** What tells one webhook from another; only of what is signed, so that nobody can change it. */
  static byte[] identity(HookRequest request, String secret) {
    boolean signsMore = request.kind().equals("gitlab") && secret.startsWith(SIGNING_TOKEN);
    return sha256(
        signsMore
            ? content(
                request.header("webhook-id").orElse(""),
                request.header("webhook-timestamp").orElse(""),
                request.body())
            : request.body());
  }

  private static boolean signed(HookRequest request, String key, Instant now) {
    Optional<String> id = request.header("webhook-id");
    Optional<String> time = request.header("webhook-timestamp").filter(text -> text.matches(TIME));
    if (id.isEmpty() || time.isEmpty()) {
      return false;
    }
    Instant sent = Instant.ofEpochSecond(Long.parseLong(time.get()));
    if (Duration.between(sent, now).abs().compareTo(MAX_AGE) > 0) {
      return false;
    }
    try {
      byte[] expected =
          hmac(Base64.getDecoder().decode(key), content(id.get(), time.get(), request.body()));
      String wanted = SIGNED_PREFIX + Base64.getEncoder().encodeToString(expected);
      // More than one while a key is being replaced.
      return Arrays.stream(request.header("webhook-signature").orElse("").split(" "))
          .anyMatch(each -> same(each, wanted));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static byte[] content(String id, String time, byte[] body) {
    byte[] head = bytes(id + "." + time + ".");
    byte[] whole = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, whole, head.length, body.length);
    return whole;
  }

  /** Of their hashes, so that not even the length can be measured. */
  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(sha256(bytes(one)), sha256(bytes(other)));
  }

  private static byte[] hmac(byte[] key, byte[] content) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(content);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError("every Java has " + HMAC, e);
    }
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
