package dev.bzzz.examples.demo;

import dev.bzzz.core.OwnerOnly;
import dev.bzzz.core.PermanentException;
import dev.bzzz.git.server.ForgeServer;
import dev.bzzz.git.server.ServerOptions;
import dev.bzzz.git.server.Tokens;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * How the demo's agents reach their forge.
 *
 * @param lines the keys of {@code forge} in their configuration
 * @param server serves it, while the demo runs; empty when they reach it by path
 */
record DemoForge(String lines, Optional<ForgeServer> server) implements AutoCloseable {
  private static final String TOKEN = "forge.token";
  private static final String LOGIN = "bzzz";

  static DemoForge byPath() {
    return new DemoForge("kind: local\n  dir: ../../forge", Optional.empty());
  }

  /** Serves the demo's folder on this machine, with a token that is drawn for this run. */
  static DemoForge byHttp(DemoFolder folder) {
    String token = Tokens.draw();
    write(folder.root().resolve(TOKEN), token);
    ForgeServer server =
        ForgeServer.start(
            new ServerOptions(
                folder.forge(),
                ServerOptions.LOOPBACK,
                0,
                LOGIN,
                Tokens.of(token, Optional.empty())));
    return new DemoForge(
        "kind: github\n  url: %s\n  token: file:../../%s".formatted(server.apiUrl(), TOKEN),
        Optional.of(server));
  }

  private static void write(Path file, String token) {
    try {
      Files.deleteIfExists(file); // of an earlier demo
      try (SeekableByteChannel out =
          Files.newByteChannel(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              OwnerOnly.attributes(file))) {
        out.write(java.nio.ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.US_ASCII)));
      }
    } catch (IOException e) {
      throw new PermanentException("cannot write " + file + ": " + e, e);
    }
  }

  @Override
  public void close() {
    server.ifPresent(ForgeServer::close);
  }
}
