package dev.bzzz.git.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Secret;
import dev.bzzz.git.http.FakeHost;
import dev.bzzz.git.http.FakeHost.Reply;
import dev.bzzz.git.http.HostOptions;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Exchanges written from GitHub's public documentation of apps. */
class GitHubAppTokenTest {
  private static KeyPair keys;

  private final FakeHost host = FakeHost.start();
  private final Hands clock = new Hands();

  @BeforeAll
  static void drawKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024); // half as long as GitHub's, and drawn in no time
    keys = generator.generateKeyPair();
  }

  @AfterEach
  void close() {
    host.close();
  }

  /** Ten years behind. */
  private static final class Hands extends Clock {
    private Instant now = Instant.parse("2016-01-01T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private static String pem(String name, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(name, Base64.getMimeEncoder().encodeToString(bytes), name);
  }

  private GitHubAppToken token(String pem) {
    return new GitHubAppToken(
        HostOptions.builder(host.url()),
        new GitHubAppToken.Signer("Iv1.app", Secret.fixed(pem)),
        "42",
        clock);
  }

  @Test
  void aTokenIsAskedForAndAgainBeforeItEnds() throws Exception {
    String[] known = {""};
    host.answers(
        asked -> {
          known[0] = "ghs_" + host.asked().size();
          Instant end = Instant.now().plus(Duration.ofHours(1)); // the host's clock is right
          return Reply.json(201, "{\"token\":\"" + known[0] + "\",\"expires_at\":\"" + end + "\"}");
        });
    try (GitHubAppToken token = token(pem("PRIVATE KEY", keys.getPrivate().getEncoded()))) {
      assertThat(token.value()).isEqualTo("ghs_1");
      clock.now = clock.now.plus(Duration.ofMinutes(54));
      assertThat(token.value()).isEqualTo("ghs_1");
      clock.now = clock.now.plus(Duration.ofMinutes(2));
      assertThat(token.value()).isEqualTo("ghs_2");
      assertThat(token.renewed("ghs_2")).contains("ghs_3");
      assertThat(token.renewed("ghs_2")).contains("ghs_3");
      assertThat(token.toString()).doesNotContain("ghs_");
    }
    assertThat(host.asked()).hasSize(3);
    assertThat(host.asked().get(0).path()).isEqualTo("/api/v3/app/installations/42/access_tokens");

    String[] parts = host.asked().get(0).header("authorization").split("[ .]");
    assertThat(decoded(parts[1])).isEqualTo("{\"alg\":\"RS256\",\"typ\":\"JWT\"}");
    assertThat(decoded(parts[2]))
        .isEqualTo("{\"iat\":1451606340,\"exp\":1451606880,\"iss\":\"Iv1.app\"}");
    Signature check = Signature.getInstance("SHA256withRSA");
    check.initVerify(keys.getPublic());
    check.update((parts[1] + "." + parts[2]).getBytes(StandardCharsets.US_ASCII));
    assertThat(check.verify(Base64.getUrlDecoder().decode(parts[3]))).isTrue();
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  @Test
  void keysAreReadAsGitHubGivesThem() {
    byte[] pkcs8 = keys.getPrivate().getEncoded();
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length); // behind the algorithm
    Instant now = Instant.EPOCH;
    var whole = new GitHubAppToken.Signer("a", Secret.fixed(pem("PRIVATE KEY", pkcs8)));
    var bare = new GitHubAppToken.Signer("a", Secret.fixed(pem("RSA PRIVATE KEY", pkcs1)));

    assertThat(bare.jwt(now)).isEqualTo(whole.jwt(now));
    assertThatThrownBy(() -> new GitHubAppToken.Signer("a", Secret.fixed("c2VjcmV0")).jwt(now))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("holds no RSA key in PEM form")
        .message()
        .doesNotContain("c2VjcmV0");
  }
}
