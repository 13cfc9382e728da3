package dev.bzzz.examples.cli;

import dev.bzzz.core.Secret;
import dev.bzzz.core.SecretReference;
import dev.bzzz.examples.forge.ForgeKind;
import dev.bzzz.examples.forge.RemoteForge;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Says which forge on another machine a command is about. */
final class HostArguments {
  private final Map<String, String> environment;

  @Option(
      names = "--kind",
      required = true,
      paramLabel = "KIND",
      converter = ForKind.class,
      description = "what it speaks: github (also for bzzz forge serve), gitlab or gitea")
  private ForgeKind kind = ForgeKind.GITHUB;

  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      converter = ForUrl.class,
      description = "where it is: its own address or that of its API")
  private URI url = URI.create("");

  @Option(
      names = "--token",
      required = true,
      paramLabel = "REFERENCE",
      converter = ForSecret.class,
      description = "where the token is: env:NAME, file:PATH or command:PROGRAM ARGUMENTS")
  private @Nullable SecretReference token;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "PEM file of certificates to trust besides those of Java")
  private @Nullable Path certificates;

  @Option(
      names = "--proxy",
      paramLabel = "URL",
      converter = ForUrl.class,
      description = "HTTP proxy to go through, http://HOST:PORT")
  private @Nullable URI proxy;

  HostArguments(Map<String, String> environment) {
    this.environment = environment;
  }

  ForgeKind kind() {
    return kind;
  }

  /** The address of the API. */
  URI apiUrl() {
    return kind.apiUrl(url);
  }

  /**
   * Opens it.
   *
   * @param owner whose repositories the command is about
   * @throws IllegalArgumentException if an address cannot be used
   */
  RemoteForge open(String owner) {
    SecretReference reference = Optional.ofNullable(token).orElseThrow();
    return RemoteForge.open(
        new RemoteForge.Address(
            kind,
            url,
            Secret.at(reference, environment),
            Optional.ofNullable(certificates),
            Optional.ofNullable(proxy)),
        Set.of(owner));
  }

  static final class ForKind implements ITypeConverter<ForgeKind> {
    @Override
    public ForgeKind convert(String text) {
      return ForgeKind.named(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "there is no kind '" + text + "'; known: " + ForgeKind.names()));
    }
  }

  /** An address; one with a login does not come this far. */
  static final class ForUrl implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
      URI url;
      try {
        url = new URI(text);
      } catch (URISyntaxException e) {
        throw new TypeConversionException("this is no address; it is written https://HOST[:PORT]");
      }
      boolean http = "http".equalsIgnoreCase(url.getScheme());
      if (!http && !"https".equalsIgnoreCase(url.getScheme()) || url.getHost() == null) {
        throw new TypeConversionException(
            "an address is written https://HOST[:PORT][/PATH], not '" + text + "'");
      }
      return url;
    }
  }

  /** A reference; what is none is not repeated, since it may be the secret itself. */
  static final class ForSecret implements ITypeConverter<SecretReference> {
    @Override
    public SecretReference convert(String text) {
      try {
        return SecretReference.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
