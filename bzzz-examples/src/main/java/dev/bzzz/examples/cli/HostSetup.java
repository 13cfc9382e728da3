package dev.bzzz.examples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositorySettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sets up an agent on a host where its own token may not write to default branches, which it need
 * not: makes its key, and tells what people have to commit to let it in.
 */
record HostSetup(AgentFolder folder, String agent, List<RepositoryName> repositories) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Does it; a key that is there stays.
   *
   * @param test the shell command that tests the repositories
   * @param written whether the configuration was written now
   */
  Report run(Optional<String> test, boolean written) {
    Identity identity = Identity.loadOrCreate(folder.keyFile(agent));
    JsonNode policy = policy(identity);
    ObjectNode json = Json.object();
    json.putObject("agent")
        .put("name", agent)
        .put("id", identity.id().value())
        .put("key", folder.keyFile(agent).toString());
    json.put("config", folder.configFile().toString()).put("configWritten", written);
    json.set("policy", policy);
    test.ifPresent(command -> json.set("settings", TestSettings.json(command)));

    List<String> lines = new ArrayList<>();
    lines.add("agent " + agent + " is " + identity.id());
    lines.add("its key: " + folder.keyFile(agent) + " (keep it secret)");
    lines.add((written ? "wrote " : "kept ") + folder.configFile());
    lines.add("commit these to the default branch of " + names() + ", to let the agent in;");
    lines.add("where there is a " + ClaimPolicy.FILE + " already, add the agent to its 'agents':");
    show(lines, ClaimPolicy.FILE, policy);
    test.ifPresent(command -> show(lines, RepositorySettings.FILE, TestSettings.json(command)));
    String config = Launcher.quoted(folder.configFile().toString());
    lines.add(Launcher.asCalled("then: bzzz run --config " + config));
    return Report.done(json, lines);
  }

  private String names() {
    return String.join(", ", repositories.stream().map(RepositoryName::toString).toList());
  }

  private static void show(List<String> lines, String file, JsonNode content) {
    lines.add(file + ":");
    Json.write(content).lines().forEach(line -> lines.add("  " + line));
  }

  private JsonNode policy(Identity identity) {
    byte[] written = ClaimPolicy.of(Map.of(identity.id(), agent), ClaimTiming.DEFAULT).toJson();
    try {
      return JSON.readTree(new String(written, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new AssertionError("a policy is JSON", e);
    }
  }
}
