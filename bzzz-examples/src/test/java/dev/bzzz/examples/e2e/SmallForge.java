package dev.bzzz.examples.e2e;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.TaskRef;
import dev.bzzz.examples.agent.PolicyFile;
import dev.bzzz.examples.demo.DemoMesh;
import dev.bzzz.git.local.BranchWriter;
import dev.bzzz.git.local.LocalForge;
import dev.bzzz.git.local.RepositorySetup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A forge of one repository with tasks that take a shell only, and folders of agents that do them;
 * laid out like a demo's folder. Task n is done when there is a file {@code out/n}, which its test
 * {@code tests/n} asks for.
 */
final class SmallForge {
  static final RepositoryName NAME = new RepositoryName("acme", "work");

  /** Work whose tests stay red is finished so often before it is given up. */
  private static final int FINISHES = 3;

  /** What their configuration says unless they are to meet. */
  private static final String OFF_MESH = "mesh: {enabled: false}\n";

  private static final String TEST =
      "for each in tests/*; do test -f \"out/${each#tests/}\" || exit 1; done\n";

  private final Path root;
  private final Plan plan;

  /**
   * What it holds.
   *
   * @param tasks how many
   * @param agents their names; all may claim
   * @param timing the policy's
   * @param delayMillis how long each of the two replies takes that do a task
   * @param test the repository's test command
   */
  record Plan(
      int tasks, List<String> agents, ClaimTiming timing, int delayMillis, List<String> test) {
    static Plan of(int tasks, String... agents) {
      return new Plan(tasks, List.of(agents), timing(5, 10), 0, List.of("sh", "test.sh"));
    }

    Plan timed(int graceSeconds, int suspectAfterSeconds) {
      return new Plan(tasks, agents, timing(graceSeconds, suspectAfterSeconds), delayMillis, test);
    }

    Plan delayed(int millis) {
      return new Plan(tasks, agents, timing, millis, test);
    }

    Plan testedBy(String... command) {
      return new Plan(tasks, agents, timing, delayMillis, List.of(command));
    }

    private static ClaimTiming timing(int graceSeconds, int suspectAfterSeconds) {
      return new ClaimTiming(
          Duration.ofSeconds(graceSeconds),
          Duration.ofSeconds(suspectAfterSeconds),
          Duration.ofHours(3),
          Duration.ofHours(2));
    }
  }

  private SmallForge(Path root, Plan plan) {
    this.root = root;
    this.plan = plan;
  }

  static SmallForge create(Path root, Plan plan) throws IOException {
    SmallForge made = new SmallForge(Files.createDirectories(root), plan);
    made.writeRepository();
    made.writeScript(plan.tasks() + 10);
    Map<AgentId, String> admitted = new TreeMap<>();
    for (String agent : plan.agents()) {
      admitted.put(made.writeAgent(agent), agent);
    }
    try (LocalForge forge = LocalForge.open(made.dir(), "ann")) {
      PolicyFile.admit(new RepositorySetup(forge), NAME, admitted, plan.timing());
    }
    for (int i = 0; i < plan.tasks(); i++) {
      made.addTask();
    }
    return made;
  }

  Path root() {
    return root;
  }

  /** The forge's folder. */
  Path dir() {
    return root.resolve("forge");
  }

  Path repository() {
    return dir().resolve(NAME + ".git");
  }

  /** Their names. */
  List<String> agents() {
    return plan.agents();
  }

  Path agent(String name) {
    return root.resolve("agents").resolve(name);
  }

  Path config(String agent) {
    return agent(agent).resolve("bzzz.yaml");
  }

  Path audit(String agent) {
    return agent(agent).resolve("audit.jsonl");
  }

  /** Adds one more task; the script knows ten more than there are at first. */
  void addTask() {
    try (LocalForge forge = LocalForge.open(dir(), "ann")) {
      Repository repository = forge.repository(NAME);
      forge.createIssue(
          repository.id(),
          new IssueDraft("Make the output", "Its test says how.", Set.of("bzzz-task")));
    }
  }

  /** Changes an agent's configuration. */
  void configure(String agent, String from, String to) throws IOException {
    String text = Files.readString(config(agent));
    if (!text.contains(from)) {
      throw new AssertionError("no '" + from + "' in " + text);
    }
    Files.writeString(config(agent), text.replace(from, to));
  }

  /** Lets the agents meet on this machine, each at a port of its own. */
  void joinMesh() throws IOException {
    List<AgentId> ids = new ArrayList<>();
    for (String agent : plan.agents()) {
      ids.add(Identity.load(agent(agent).resolve("agent.key")).id());
    }
    DemoMesh mesh = new DemoMesh(ids);
    for (int i = 0; i < ids.size(); i++) {
      configure(plan.agents().get(i), OFF_MESH, mesh.lines(i) + "\n");
    }
  }

  private void writeRepository() {
    try (LocalForge forge = LocalForge.create(dir(), "ann")) {
      Repository repository = forge.createRepository(NAME, "main");
      ObjectNode settings = JsonNodeFactory.instance.objectNode();
      plan.test().forEach(settings.putArray("test")::add);
      settings.putArray("testPaths").add("tests/**");
      Map<String, byte[]> files =
          Map.of(
              "test.sh",
              TEST.getBytes(StandardCharsets.UTF_8),
              ".bzzz/repo.json",
              CanonicalJson.write(settings));
      new BranchWriter(NAME, Path.of(repository.gitUrl()))
          .begin(
              "main",
              List.of(
                  new BranchWriter.Step(
                      new BranchWriter.Change(files, Set.of()),
                      new BranchWriter.Entry("ann", "ann@example.org", Instant.now(), "Begin"))));
    }
  }

  /** Pull requests take numbers too, so the script has something for each. */
  private void writeScript(int numbers) throws IOException {
    ObjectNode script = JsonNodeFactory.instance.objectNode();
    script.put("format", "bzzz-script/1").put("delayMillis", plan.delayMillis());
    var conversations = script.putArray("conversations");
    for (int i = 1; i <= numbers; i++) {
      ObjectNode conversation = conversations.addObject();
      conversation.put("task", new TaskRef(NAME, i).toString());
      var turns = conversation.putArray("turns");
      var calls = turns.addObject().putArray("calls");
      for (String folder : List.of("tests/", "out/")) {
        calls
            .addObject()
            .put("tool", "write_file")
            .putObject("arguments")
            .put("path", folder + i)
            .put("content", "done\n");
      }
      for (int j = 0; j < FINISHES; j++) {
        calls = turns.addObject().putArray("calls");
        calls.addObject().put("tool", "finish").putObject("arguments").put("summary", "There.");
      }
    }
    Files.write(root.resolve("script.json"), CanonicalJson.write(script));
  }

  private AgentId writeAgent(String name) throws IOException {
    Files.createDirectories(agent(name));
    Files.writeString(
        config(name),
        """
        agent:
          name: %s
          key: agent.key
        forge:
          dir: ../../forge
        dependencies: published
        poll: 500ms
        %s\
        llm:
          backend: scripted
          script: ../../script.json
        """
            .formatted(name, OFF_MESH));
    return Identity.loadOrCreate(agent(name).resolve("agent.key")).id();
  }
}
