package dev.bzzz.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
  @TempDir private Path folder;

  @Test
  void aNewKeyIsWrittenForItsOwnerAloneAndReadAgain() throws IOException {
    Path file = folder.resolve("deep/er/agent.key");

    Identity created = Identity.loadOrCreate(file);

    assertThat(Identity.loadOrCreate(file).id()).isEqualTo(created.id());
    assertThat(Identity.load(file).id()).isEqualTo(created.id());
    Assumptions.assumeTrue(
        Files.getFileStore(folder).supportsFileAttributeView("posix"), "file modes need POSIX");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void theFileIsWhatOtherLibp2pImplementationsWrite() throws IOException {
    byte[] seed = seed(1);
    Identity identity = Identity.ofSeed(seed);
    Path file = folder.resolve("agent.key");
    Files.writeString(file, encoded(seed, identity.id().publicKey()));

    Identity read = Identity.load(file);

    assertThat(read.id()).isEqualTo(identity.id());
    assertThat(read.sign(new byte[] {1})).isEqualTo(identity.sign(new byte[] {1}));
  }

  @Test
  void anOldFileWithThePublicKeyTwiceIsReadIfBothAreRight() throws IOException {
    byte[] seed = seed(1);
    byte[] right = Identity.ofSeed(seed).id().publicKey();
    byte[] wrong = Identity.ofSeed(seed(2)).id().publicKey();
    Path old = Files.writeString(folder.resolve("old.key"), encoded(seed, right, right));
    Path bad = Files.writeString(folder.resolve("bad.key"), encoded(seed, right, wrong));

    assertThat(Identity.load(old).id().publicKey()).isEqualTo(right);
    assertThatThrownBy(() -> Identity.load(bad)).isInstanceOf(PermanentException.class);
  }

  @Test
  void whatIsNoKeyFileIsSaidToBeNone() throws IOException {
    Path bytes = Files.write(folder.resolve("bytes.key"), new byte[] {-1, -2, -3});
    Path inner = Files.createDirectory(folder.resolve("folder.key"));

    assertThatThrownBy(() -> Identity.load(bytes))
        .isInstanceOf(PermanentException.class)
        .hasMessageContainingAll(bytes.toString(), "not the base64 of an Ed25519 private key");
    assertThatThrownBy(() -> Identity.load(inner))
        .isInstanceOf(PermanentException.class)
        .hasMessageContainingAll(inner.toString(), "it is a folder");
  }

  /** RFC 8032, section 7.1, test 2. */
  @Test
  void signaturesAreThoseOfTheRfc() {
    Identity identity =
        Identity.ofSeed(
            HexFormat.of()
                .parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));

    byte[] signature = identity.sign(new byte[] {0x72});

    assertThat(HexFormat.of().formatHex(identity.id().publicKey()))
        .isEqualTo("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    assertThat(HexFormat.of().formatHex(signature))
        .isEqualTo(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    assertThat(Verifier.ed25519().verify(identity.id(), new byte[] {0x72}, signature)).isTrue();
    assertThat(Verifier.ed25519().verify(identity.id(), new byte[] {0x73}, signature)).isFalse();
    assertThat(Verifier.ed25519().verify(identity.id(), new byte[] {0x72}, new byte[63])).isFalse();
  }

  @Test
  void aMissingFileIsNotFoundAndTheErrorNamesTheCommand() {
    Path file = folder.resolve("none.key");

    assertThatThrownBy(() -> Identity.load(file))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("bzzz init");
  }

  @Test
  void aFolderIsNotAKey() {
    assertThatThrownBy(() -> Identity.loadOrCreate(folder))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void aPipeIsRefusedInsteadOfWaitedFor() throws Exception {
    Path pipe = folder.resolve("agent.key");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> Identity.loadOrCreate(pipe))
        .isInstanceOf(PermanentException.class)
        .hasMessage(
            "cannot use the key file "
                + pipe
                + ": it is a pipe, a socket or a device; name a file for the key");
  }

  @Test
  void aFileThatMayNotBeReadIsNamed() throws IOException {
    Path file = folder.resolve("agent.key");
    Identity.loadOrCreate(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(file), "root reads every file");

    assertThatThrownBy(() -> Identity.load(file))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("check its owner and mode");
  }

  @Test
  void aKeyCannotBeCreatedBelowAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> Identity.loadOrCreate(file.resolve("agent.key")))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("cannot create the key file");
  }

  @Test
  void aCorruptFileIsRefusedAndKeptAndItsTextIsNeverShown() throws IOException {
    byte[] seed = seed(7);
    byte[] otherKey = Identity.ofSeed(seed(8)).id().publicKey();
    String whole = encoded(seed, Identity.ofSeed(seed).id().publicKey());
    Path file = folder.resolve("agent.key");
    for (String content :
        List.of(
            "",
            whole.substring(0, 60),
            whole.substring(4),
            whole + whole,
            whole.replace('B', '*'),
            whole + "\n" + "ä",
            encoded(seed, otherKey),
            "x".repeat(2_000))) {
      Files.writeString(file, content);

      assertThatThrownBy(() -> Identity.loadOrCreate(file))
          .as(content)
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining(file.toString())
          .satisfies(error -> assertThat(trace(error)).doesNotContain(whole.substring(8, 40)));
      assertThat(file).hasContent(content);
    }
  }

  @Test
  void theKeyIsNeverPrinted() {
    byte[] seed = seed(7);
    Identity identity = Identity.ofSeed(seed);

    assertThat(identity).hasToString("Identity[" + identity.id() + "]");
    assertThat(identity.toString())
        .doesNotContain(HexFormat.of().formatHex(seed))
        .doesNotContain(Base64.getEncoder().encodeToString(seed));
  }

  @Test
  void manyWhoCreateTheFileAtOnceShareOneKey() throws Exception {
    Path file = folder.resolve("agent.key");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<AgentId> create = () -> Identity.loadOrCreate(file).id();
      List<Future<AgentId>> ids =
          threads.invokeAll(
              List.of(create, create, create, create, create, create, create, create));
      for (Future<AgentId> id : ids) {
        assertThat(id.get()).isEqualTo(Identity.load(file).id());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aSeedHasThirtyTwoBytes() {
    assertThatThrownBy(() -> Identity.ofSeed(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] seed(int value) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) value);
    return seed;
  }

  private static String encoded(byte[] seed, byte[]... publicKeys) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {0x08, 0x01, 0x12, (byte) (32 + 32 * publicKeys.length)});
    bytes.writeBytes(seed);
    for (byte[] publicKey : publicKeys) {
      bytes.writeBytes(publicKey);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static String trace(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
