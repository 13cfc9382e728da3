package dev.bzzz.git.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Secret;
import dev.bzzz.git.http.HostAnswer;
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostFields;
import dev.bzzz.git.http.HostOptions;
import dev.bzzz.git.http.HostRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token of a GitHub App's installation: asked for with a JSON web token that the app's private
 * key signs (RS256, RFC 7515), and again shortly before it ends, which is after an hour. Safe for
 * use by many threads.
 */
public final class GitHubAppToken implements Secret, AutoCloseable {
  /** A token that ends within this time is replaced. */
  static final Duration MARGIN = Duration.ofMinutes(5);

  /** How far this machine's clock may be ahead of GitHub's, and how long a signed token counts. */
  private static final Duration BACKDATED = Duration.ofMinutes(1);

  private static final Duration LIFE = Duration.ofMinutes(8); // GitHub takes at most 10
  private static final Duration UNSAID = Duration.ofHours(1);
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final HostClient client;
  private final String installation;
  private final Clock clock;
  private @Nullable String token;
  private Instant end = Instant.MIN;

  /**
   * A token that is not there yet.
   *
   * @param host address of the API, and how to reach it; a token for it is not needed
   * @param app the app's client id, or the number of the app
   * @param installation number of its installation
   * @param privateKey the app's key in PEM form
   */
  public GitHubAppToken(
      HostOptions.Builder host, String app, String installation, Secret privateKey) {
    this(host, new Signer(app, privateKey), installation, Clock.systemUTC());
  }

  GitHubAppToken(HostOptions.Builder host, Signer signer, String installation, Clock clock) {
    this.installation = installation;
    this.clock = clock;
    client =
        HostClient.open(
            host.header("Accept", "application/vnd.github+json")
                .token(() -> signer.jwt(clock.instant()))
                .build());
  }

  @Override
  public synchronized String value() {
    String known = token;
    return known == null || !clock.instant().isBefore(end.minus(MARGIN)) ? fetch() : known;
  }

  @Override
  public synchronized Optional<String> renewed(String refused) {
    String now = value();
    return Optional.of(now.equals(refused) ? fetch() : now).filter(each -> !each.equals(refused));
  }

  @Override
  public void close() {
    client.close();
  }

  /** Which installation it is for; never what it is. */
  @Override
  public String toString() {
    return "token of installation " + installation;
  }

  private String fetch() {
    JsonNode nothing = JsonNodeFactory.instance.objectNode();
    HostAnswer answer =
        client.send(
            HostRequest.post(
                "get a token for installation " + installation,
                nothing,
                "app",
                "installations",
                installation,
                "access_tokens"));
    HostFields fields = new HostFields(answer.json());
    String fetched =
        fields
            .optional("token")
            .orElseThrow(
                () ->
                    new PermanentException(
                        "cannot get a token for installation "
                            + installation
                            + ": the host sent none; check the address of the API"));
    // By the host's clock, since ours may be wrong.
    Instant hostNow = answer.date().orElseGet(clock::instant);
    Duration left =
        fields.time("expires_at").map(at -> Duration.between(hostNow, at)).orElse(UNSAID);
    end = clock.instant().plus(left);
    token = fetched;
    return fetched;
  }

  /** Signs as the app. */
  record Signer(String app, Secret key) {
    /** A JSON web token (RFC 7519) that says who we are. */
    String jwt(Instant now) {
      String header = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
      String claims =
          JsonNodeFactory.instance
              .objectNode()
              .put("iat", now.minus(BACKDATED).getEpochSecond())
              .put("exp", now.plus(LIFE).getEpochSecond())
              .put("iss", app)
              .toString();
      String signed = base64(header) + "." + base64(claims);
      try {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(privateKey());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + BASE64.encodeToString(signature.sign());
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        // Without the cause, which might show parts of the key.
        throw new PermanentException(
            "cannot sign as GitHub App "
                + app
                + ": "
                + key
                + " holds no RSA key in PEM form; download one from the app's settings");
      }
    }

    private PrivateKey privateKey() throws GeneralSecurityException {
      String pem = key.value();
      byte[] bytes =
          Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]{1,40}-----", "").strip());
      byte[] pkcs8 = pem.contains("BEGIN RSA PRIVATE KEY") ? wrapped(bytes) : bytes;
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /**
     * GitHub gives keys as PKCS #1, which Java does not read: as PKCS #8 (RFC 5208), with version 0
     * and the algorithm rsaEncryption before it.
     */
    private static byte[] wrapped(byte[] pkcs1) {
      byte[] algorithm = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
      };
      return der(0x30, joined(algorithm, der(0x04, pkcs1)));
    }

    private static byte[] der(int tag, byte[] content) {
      byte[] start = {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
      return joined(start, content);
    }

    private static byte[] joined(byte[] one, byte[] other) {
      byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
      System.arraycopy(other, 0, both, one.length, other.length);
      return both;
    }

    private static String base64(String text) {
      return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
