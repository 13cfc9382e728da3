package dev.bzzz.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent's private key. Never printed: {@link #toString()} shows the public id only. Safe for use
 * by many threads.
 *
 * <p>The key file holds one line: the libp2p protobuf encoding of the private key (type Ed25519, 64
 * bytes: seed and public key) in base64, as other libp2p implementations write it.
 */
public final class Identity implements Signer {
  private static final byte[] PREFIX = {0x08, 0x01, 0x12, 0x40};

  /** Old libp2p wrote the public key twice. */
  private static final byte[] LEGACY_PREFIX = {0x08, 0x01, 0x12, 0x60};

  private static final int MAX_FILE_BYTES = 1024;
  private static final String NO_KEY = "it is not the base64 of an Ed25519 private key";
  private static final Set<PosixFilePermission> OWNER =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);
  private static final Logger LOG = LoggerFactory.getLogger(Identity.class);

  private final byte[] privateKey;
  private final byte[] publicKey;
  private final AgentId id;
  private final UnaryOperator<byte[]> signer;

  private Identity(byte[] privateKey) {
    this.privateKey = privateKey;
    this.publicKey = Ed25519.publicKey(privateKey);
    this.id = AgentId.ofPublicKey(publicKey);
    this.signer = Ed25519.scheme().signer(privateKey, publicKey);
  }

  /** A new identity that exists in memory only. */
  public static Identity generate() {
    return new Identity(Ed25519.generatePrivateKey(new SecureRandom()));
  }

  /**
   * The identity with this seed, the same every time; for tests and simulations.
   *
   * @param seed 32 bytes
   */
  public static Identity ofSeed(byte[] seed) {
    if (seed.length != Ed25519.PRIVATE_KEY_BYTES) {
      throw new IllegalArgumentException("an Ed25519 seed has 32 bytes");
    }
    return new Identity(seed.clone());
  }

  /**
   * Reads the key file.
   *
   * @throws NotFound if there is no such file
   * @throws PermanentException if it cannot be read or is not a key
   */
  public static Identity load(Path file) {
    byte[] bytes;
    try {
      bytes = RegularFile.read(file, MAX_FILE_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new NotFound(
          "cannot read the key file " + file + ": it does not exist; 'bzzz init' creates one");
    } catch (RegularFile.NotRegular e) {
      throw new PermanentException(
          "cannot use the key file " + file + ": " + e.getReason() + "; name a file for the key",
          e);
    } catch (IOException e) {
      throw new PermanentException(
          "cannot read the key file " + file + ": " + reason(e) + "; check its owner and mode", e);
    }
    if (bytes.length > MAX_FILE_BYTES) {
      throw notAKey(file, "it is longer than " + MAX_FILE_BYTES + " bytes");
    }
    try {
      String text = new String(bytes, StandardCharsets.US_ASCII).strip();
      Identity identity = decode(Base64.getDecoder().decode(text));
      warnIfOthersMayRead(file);
      return identity;
    } catch (IllegalArgumentException e) {
      throw notAKey(file, NO_KEY);
    }
  }

  /**
   * Reads the key file, or creates it with a new key that only its owner may read.
   *
   * @throws PermanentException if it can be neither read nor created
   */
  public static Identity loadOrCreate(Path file) {
    if (Files.exists(file)) {
      return load(file);
    }
    Identity identity = generate();
    Path folder = file.toAbsolutePath().normalize().getParent();
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      return identity.saveAs(file) ? identity : load(file);
    } catch (IOException e) {
      throw new PermanentException(
          "cannot create the key file " + file + ": " + reason(e) + "; choose a writable place", e);
    }
  }

  /**
   * Writes the key beside the file and then gives it the file's name, so that nobody ever reads
   * half a key; false when somebody else was first.
   */
  private boolean saveAs(Path file) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + "." + id.brief() + ".new");
    try (var channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OwnerOnly.attributes(draft))) {
      ByteBuffer line = ByteBuffer.wrap((encoded() + "\n").getBytes(StandardCharsets.US_ASCII));
      while (line.hasRemaining()) {
        channel.write(line);
      }
      channel.force(true);
      name(draft, file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void name(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(draft, file); // a file system without links; it, too, replaces no file
    }
  }

  @Override
  public AgentId id() {
    return id;
  }

  @Override
  public byte[] sign(byte[] message) {
    return signer.apply(message);
  }

  @Override
  public String toString() {
    return "Identity[" + id + "]";
  }

  private String encoded() {
    byte[] bytes = Arrays.copyOf(PREFIX, PREFIX.length + 64);
    System.arraycopy(privateKey, 0, bytes, PREFIX.length, 32);
    System.arraycopy(publicKey, 0, bytes, PREFIX.length + 32, 32);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static Identity decode(byte[] bytes) {
    boolean usual = bytes.length == PREFIX.length + 64 && startsWith(bytes, PREFIX);
    boolean legacy = bytes.length == LEGACY_PREFIX.length + 96 && startsWith(bytes, LEGACY_PREFIX);
    if (!usual && !legacy) {
      throw new IllegalArgumentException("not an Ed25519 private key");
    }
    Identity identity = new Identity(Arrays.copyOfRange(bytes, PREFIX.length, PREFIX.length + 32));
    for (int from = PREFIX.length + 32; from < bytes.length; from += 32) {
      if (!Arrays.equals(identity.publicKey, Arrays.copyOfRange(bytes, from, from + 32))) {
        throw new IllegalArgumentException("private and public key do not match");
      }
    }
    return identity;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static void warnIfOthersMayRead(Path file) {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    try {
      if (view != null && !OWNER.containsAll(view.readAttributes().permissions())) {
        LOG.warn(
            "the key file {} can be used by others than its owner, and whoever has it is the"
                + " agent; run chmod 600 {}",
            file,
            file);
      }
    } catch (IOException e) {
      LOG.warn("cannot tell who may read the key file {}: {}", file, reason(e));
    }
  }

  private static PermanentException notAKey(Path file, String why) {
    return new PermanentException(
        "cannot use the key file "
            + file
            + ": "
            + why
            + "; restore it from a backup, or remove it and let 'bzzz init' create a new key");
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName()
        + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")");
  }
}
