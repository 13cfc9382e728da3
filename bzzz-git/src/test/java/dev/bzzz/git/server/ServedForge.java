package dev.bzzz.git.server;

import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.testkit.MemoryTempDirs;
import dev.bzzz.git.local.LocalForge;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A forge server for tests, one for all classes: starting it costs more than most tests. */
public final class ServedForge {
  /** Token that may write. */
  public static final String WRITE = "write-token-for-tests";

  static final String READ = "read-token-for-tests";
  static final String LOGIN = "ann";

  private static final int GIT_SECONDS = 60;
  private static final ServedForge ONLY = new ServedForge();

  final Path dir;

  /** The server. */
  public final ForgeServer server;

  /** Its folder, by path. */
  public final LocalForge forge;

  final HttpClient client = HttpClient.newHttpClient();

  private ServedForge() {
    try {
      dir = MemoryTempDirs.create();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Tokens tokens = Tokens.of(WRITE, Optional.of(READ));
    server =
        ForgeServer.start(
            new ServerOptions(dir.resolve("forge"), ServerOptions.LOOPBACK, 0, LOGIN, tokens));
    forge = LocalForge.create(dir.resolve("forge"), "bob");
    Runtime.getRuntime().addShutdownHook(new Thread(this::end));
  }

  /** The server; keeps running until the JVM ends. */
  public static ServedForge get() {
    return ONLY;
  }

  /** An empty repository of its own for one test. */
  RepositoryName repository(String name) {
    RepositoryName full = new RepositoryName(LOGIN, name);
    forge.createRepository(full, "main");
    return full;
  }

  /** Where git finds it, with a token as password. */
  String gitUrl(RepositoryName repository, String token) {
    return server.url().toString().replace("http://", "http://any:" + token + "@")
        + "/"
        + repository
        + ".git";
  }

  /** A new folder. */
  Path folder(String name) throws IOException {
    return Files.createTempDirectory(dir, name);
  }

  /** What git said, with its exit code first. */
  record Said(int exitCode, String text) {}

  /** Runs git as a person would. */
  Said git(Path folder, String... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=Ann", "-c", "user.email=ann@x"));
    command.addAll(Arrays.asList(words));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "GIT_TERMINAL_PROMPT", "0",
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_CONFIG_SYSTEM", "/dev/null"));
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(GIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("git does not end: " + command);
    }
    return new Said(process.exitValue(), text);
  }

  /** Sends one request; the path begins with a slash. */
  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** A request to the API with the token that may write. */
  public HttpRequest.Builder api(String path) {
    return HttpRequest.newBuilder(URI.create(server.apiUrl() + path))
        .header("Authorization", "Bearer " + WRITE);
  }

  private void end() {
    server.close();
    try {
      org.eclipse.jgit.util.FileUtils.delete(
          dir.toFile(),
          org.eclipse.jgit.util.FileUtils.RECURSIVE
              | org.eclipse.jgit.util.FileUtils.IGNORE_ERRORS);
    } catch (IOException e) {
      System.err.println("left behind: " + dir + ": " + e);
    }
  }
}
