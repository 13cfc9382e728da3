package dev.bzzz.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bzzz.core.Secret;
import dev.bzzz.examples.agent.AgentConfig;
import dev.bzzz.git.http.AccessLog;
import dev.bzzz.git.server.Tokens;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * A forge server over a small forge's folder, in a process of its own; its agents reach the forge
 * by it alone, with a token that each has in a file.
 */
final class ForgeProcess {
  private static final String TOKEN = "forge.token";
  private static final int BASE64_GROUP = 3;

  private final SmallForge forge;
  private final AgentProgram.Running server;
  private final String token;

  private ForgeProcess(SmallForge forge, AgentProgram.Running server, String token) {
    this.forge = forge;
    this.server = server;
    this.token = token;
  }

  /** Starts it, and changes the agents' configuration. */
  static ForgeProcess start(AgentProgram program, SmallForge forge) throws Exception {
    String token = Tokens.draw();
    for (String agent : forge.agents()) {
      Files.writeString(forge.agent(agent).resolve(TOKEN), token + "\n");
    }
    AgentProgram.Running server =
        program.start(
            "forge",
            "serve",
            "--dir",
            forge.dir(),
            "--port",
            0,
            "--token",
            "file:" + forge.agent(forge.agents().get(0)).resolve(TOKEN),
            "--json");
    ForgeProcess process = new ForgeProcess(forge, server, token);
    URI api = process.apiUrl();
    for (String agent : forge.agents()) {
      forge.configure(
          agent,
          "dir: ../../forge",
          "kind: github\n  url: %s\n  token: file:%s".formatted(api, TOKEN));
    }
    return process;
  }

  private URI apiUrl() throws Exception {
    Waiting.until("the forge serves", () -> server.output().contains("\n") || !server.alive());
    assertThat(server.alive()).as(server.errors()).isTrue();
    String first = server.output().lines().findFirst().orElseThrow();
    return URI.create(new ObjectMapper().readTree(first).path("apiUrl").asText());
  }

  /**
   * Checks that every agent has called it with the token, that it serves to the end, and that the
   * token is nowhere else: neither in the files of agents and forge nor in what was ever committed,
   * nor in what processes have printed.
   *
   * @param logs what the processes have printed
   */
  void keepsItsToken(Path logs) throws Exception {
    assertThat(server.alive()).as(server.errors()).isTrue();
    List<Path> tokenFiles = new ArrayList<>();
    for (String agent : forge.agents()) {
      Path folder = forge.agent(agent);
      tokenFiles.add(folder.resolve(TOKEN));
      List<String> shown = new ArrayList<>();
      AccessLog.read(folder.resolve(AgentConfig.ACCESS_LOG), call -> shown.add(call.token()));
      assertThat(shown).as(agent).contains(Secret.fingerprint(token));
    }
    assertThat(filesWithToken(forge.root())).containsExactlyInAnyOrderElementsOf(tokenFiles);
    assertThat(filesWithToken(logs)).isEmpty();
    assertThat(holdsToken(new GitView(forge.repository()).everything())).isFalse();
  }

  private List<Path> filesWithToken(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (holdsToken(Files.readString(file, StandardCharsets.ISO_8859_1))) {
          found.add(file);
        }
      }
    }
    return found;
  }

  /** Also as git and HTTP send it: in Base64, behind a name of any length. */
  private boolean holdsToken(String text) {
    boolean holds = text.contains(token);
    for (int before = 0; before < BASE64_GROUP; before++) {
      byte[] named = ("x".repeat(before) + token).getBytes(StandardCharsets.US_ASCII);
      String encoded = Base64.getEncoder().withoutPadding().encodeToString(named);
      // The first and the last group depend on what stands beside the token.
      holds |= text.contains(encoded.substring(4, encoded.length() - 4));
    }
    return holds;
  }
}
