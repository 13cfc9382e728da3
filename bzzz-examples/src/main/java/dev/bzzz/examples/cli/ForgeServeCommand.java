package dev.bzzz.examples.cli;

import dev.bzzz.core.Secret;
import dev.bzzz.core.SecretReference;
import dev.bzzz.git.server.ForgeServer;
import dev.bzzz.git.server.ServerOptions;
import dev.bzzz.git.server.Tokens;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "serve",
    description = {
      "Serve a folder of repositories: git over HTTP, and GitHub's API.",
      "Prints where on the first line of standard output, and goes on until it is stopped."
    })
final class ForgeServeCommand extends BzzzCommand {
  private static final String REFERENCE = "REFERENCE";
  private static final long GRACE_SECONDS = ForgeServer.GRACE.toSeconds() + 5;

  @Option(
      names = "--dir",
      required = true,
      paramLabel = "DIR",
      description = "the folder; created when it is missing")
  private Path dir = Path.of("");

  @Option(
      names = "--port",
      required = true,
      paramLabel = "PORT",
      converter = Converters.ForNumber.class,
      description = "port to listen at, 0 to 65535; 0 for any free one")
  private long port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = ServerOptions.LOOPBACK,
      description = "address to listen at; 127.0.0.1 unless given, which no other machine reaches")
  private String host = ServerOptions.LOOPBACK;

  @Option(
      names = "--login",
      paramLabel = "NAME",
      defaultValue = Bzzz.NAME,
      description = "who writes what is written with the token; bzzz unless given")
  private String login = Bzzz.NAME;

  @Option(
      names = "--token",
      paramLabel = REFERENCE,
      description =
          "the token that may write, as env:NAME, file:PATH or command:PROGRAM; one is made and"
              + " printed unless given")
  private @Nullable String token;

  @Option(
      names = "--read-token",
      paramLabel = REFERENCE,
      description = "a token that may only read, in the same way")
  private @Nullable String readToken;

  private final Map<String, String> environment;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  ForgeServeCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  Report execute() throws InterruptedException {
    Logging.accesses();
    String made = token == null ? Tokens.draw() : "";
    ServerOptions options = options(made);
    stopOnSignal();
    try (ForgeServer server = ForgeServer.start(options)) {
      announce(server, made);
      stop.await();
    } finally {
      stopped.countDown();
    }
    return new Report(Json.object().put("stopped", true), List.of("the forge has stopped"), 0);
  }

  private ServerOptions options(String made) {
    Optional<String> read = Optional.ofNullable(readToken).map(each -> value("--read-token", each));
    String write = token == null ? made : value("--token", token);
    int listened = within("--port", port, 0, ServerOptions.MAX_PORT);
    try {
      return new ServerOptions(dir, host, listened, login, Tokens.of(write, read));
    } catch (IllegalArgumentException e) {
      throw wrongUsage(e.getMessage());
    }
  }

  /** A token itself would be seen by everybody on the machine, so only its place is named. */
  private String value(String option, String reference) {
    try {
      return Secret.at(SecretReference.parse(reference), environment).value();
    } catch (IllegalArgumentException e) {
      throw wrongUsage(option + ": " + e.getMessage());
    }
  }

  private void announce(ForgeServer server, String made) {
    var out = spec.commandLine().getOut();
    if (((Bzzz) spec.root().userObject()).json()) {
      var first =
          Json.object()
              .put("url", server.url().toString())
              .put("apiUrl", server.apiUrl().toString());
      if (!made.isEmpty()) {
        first.put("token", made);
      }
      out.println(Json.line(first));
    } else {
      out.println("git:   " + server.url() + "/OWNER/NAME.git");
      out.println("api:   " + server.apiUrl());
      if (!made.isEmpty()) {
        out.println("token: " + made);
      }
    }
    out.flush();
  }

  private void stopOnSignal() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  try {
                    stopped.await(GRACE_SECONDS, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }
}
