package dev.bzzz.examples.agent;

import dev.bzzz.core.SecretReference;
import dev.bzzz.examples.forge.ForgeKind;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where an agent takes its tasks from. */
public sealed interface ForgeConfig {
  /** A folder of bare repositories. */
  record Folder(Path dir) implements ForgeConfig {}

  /**
   * A host that is reached by HTTP.
   *
   * @param kind what it speaks
   * @param url address of its API
   * @param token what logs in to read, and to write unless there is another one
   * @param publishToken what logs in to write
   * @param certificates file of certificate authorities that are trusted too
   * @param proxy HTTP proxy, {@code http://HOST:PORT}
   * @param accessLog where every call to it is written down
   */
  record Host(
      ForgeKind kind,
      URI url,
      SecretReference token,
      Optional<SecretReference> publishToken,
      Optional<Path> certificates,
      Optional<URI> proxy,
      Path accessLog)
      implements ForgeConfig {}
}
