package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorsTest {
  @TempDir private Path folder;

  @Test
  void thePrivateKeyOfOthersIsAKeyFile() throws IOException {
    byte[] key = Vectors.bytes("privateKeyProtobuf");
    Path file =
        Files.writeString(folder.resolve("peer.key"), Base64.getEncoder().encodeToString(key));

    Identity identity = Identity.load(file);

    assertThat(identity.id().value()).isEqualTo(Vectors.text("peerIdBase58"));
  }
}
