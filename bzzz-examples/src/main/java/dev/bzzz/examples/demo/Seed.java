package dev.bzzz.examples.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.LabelDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskParser;
import dev.bzzz.examples.forge.RemoteForge;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Puts the demo's repositories with their issues onto a forge on another machine. Every step finds
 * out what is there already: done twice it is the same as once, and interrupted it goes on.
 */
public final class Seed {
  /** Who owns them unless told otherwise. */
  public static final String OWNER = Template.OWNER;

  private static final String TASK_COLOUR = "fbca04";
  private static final String COLOUR = "c5def5";

  private final RemoteForge forge;
  private final String owner;
  private final Consumer<String> progress;

  /**
   * What came of one repository.
   *
   * @param name its name
   * @param begun whether its history was pushed now
   * @param created how many issues were created now
   * @param issues how many of the demo's it has
   */
  public record Seeded(RepositoryName name, boolean begun, int created, int issues) {}

  /**
   * A seed.
   *
   * @param forge stays the caller's
   * @param owner organisation or group; made when it is missing and the forge lets us
   * @param progress hears what was done, in lines
   */
  public Seed(RemoteForge forge, String owner, Consumer<String> progress) {
    this.forge = forge;
    this.owner = owner;
    this.progress = progress;
  }

  /** Does it all. */
  public List<Seeded> run() {
    forge.admin().createOwner(owner);
    List<Seeded> done = new ArrayList<>();
    for (Template template : Template.all()) {
      Seeded seeded = seed(template);
      done.add(seeded);
      progress.accept(
          seeded.name()
              + ": "
              + (seeded.begun() ? "history pushed" : "history is there")
              + ", "
              + seeded.created()
              + " of "
              + seeded.issues()
              + " issues created");
    }
    return done;
  }

  /** The result for machines. */
  public static ObjectNode json(String owner, List<Seeded> seeded) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("owner", owner);
    ArrayNode repositories = json.putArray("repositories");
    for (Seeded each : seeded) {
      repositories
          .addObject()
          .put("name", each.name().toString())
          .put("historyPushed", each.begun())
          .put("issuesCreated", each.created())
          .put("issues", each.issues());
    }
    return json;
  }

  private Seeded seed(Template template) {
    RepositoryName name = new RepositoryName(owner, template.name().name());
    Repository repository = forge.admin().createRepository(name);
    boolean begun = forge.begin(repository, template.history());
    labels(template).forEach(label -> forge.admin().createLabel(repository.id(), draft(label)));
    int created = writeIssues(template, repository);
    return new Seeded(name, begun, created, template.issues().size());
  }

  private static LabelDraft draft(String label) {
    return new LabelDraft(label, label.equals(TaskParser.LABEL) ? TASK_COLOUR : COLOUR, "");
  }

  private static Set<String> labels(Template template) {
    return template.issues().stream()
        .flatMap(issue -> issue.labels().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private int writeIssues(Template template, Repository repository) {
    TaskQuery all = TaskQuery.all();
    Set<String> there =
        forge.provider().tasks(repository.id(), all).stream()
            .map(Task::title)
            .collect(Collectors.toSet());
    int created = 0;
    for (Template.Draft issue : template.issues()) {
      if (there.add(issue.title())) {
        String body = issue.body().replace(Template.OWNER + "/", owner + "/");
        forge
            .provider()
            .createIssue(repository.id(), new IssueDraft(issue.title(), body, issue.labels()));
        created++;
      }
    }
    return created;
  }
}
