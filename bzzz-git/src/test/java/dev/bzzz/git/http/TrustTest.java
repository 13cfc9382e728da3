package dev.bzzz.git.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustTest {
  private static final char[] PASSWORD = "loopback".toCharArray(); // of a key for tests only
  private static final HostRequest GET = HostRequest.get("read", "things");

  @TempDir Path temp;

  static FakeHost host() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = TrustTest.class.getResourceAsStream("host.p12")) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return FakeHost.startTls(context);
  }

  /** The certificate of that host, in a file. */
  static Path certificate(Path folder) throws IOException {
    Path pem = folder.resolve("own.pem");
    try (InputStream in = TrustTest.class.getResourceAsStream("host.pem")) {
      Files.copy(in, pem);
    }
    return pem;
  }

  @Test
  void aHostIsTrustedForTheCertificateThatIsNamedOnly() throws Exception {
    Path pem = certificate(temp);
    try (FakeHost host = host();
        HostClient own =
            HostClient.open(HostOptions.builder(host.url()).certificates(pem).build());
        HostClient stranger = HostClient.open(HostOptions.builder(host.url()).build());
        HostClient byAddress =
            HostClient.open(
                HostOptions.builder(
                        URI.create(host.url().toString().replace("localhost", "127.0.0.1")))
                    .certificates(pem)
                    .build())) {
      assertThat(own.send(GET).status()).isEqualTo(200);
      assertThatThrownBy(() -> stranger.send(GET))
          .isInstanceOf(TransientException.class)
          .hasMessageContaining("cannot be trusted: ");
      assertThatThrownBy(() -> byAddress.send(GET)).hasMessageContaining("cannot be trusted: ");
      assertThat(host.asked()).hasSize(1);
    }
  }

  @Test
  void aFileWithoutCertificatesIsRefused() throws Exception {
    Path text = Files.writeString(temp.resolve("text"), "no certificate");
    for (Path file :
        new Path[] {text, temp.resolve("missing"), Files.createFile(temp.resolve("e"))}) {
      assertThatThrownBy(() -> Trust.with(file))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining(file.toString());
    }
  }
}
