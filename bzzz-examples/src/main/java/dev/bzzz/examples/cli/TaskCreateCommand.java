package dev.bzzz.examples.cli;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskParser;
import dev.bzzz.core.task.TaskTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "create",
    description = "Create a task: an issue with the label " + TaskParser.LABEL + ".")
final class TaskCreateCommand extends BzzzCommand {
  /** A character has at most four bytes. */
  private static final int MAX_BODY_BYTES = 4 * IssueDraft.MAX_BODY;

  private static final Path STANDARD_INPUT = Path.of("-");

  @Mixin private final ForgeOptions forgeOptions;

  @Parameters(
      paramLabel = "OWNER/NAME",
      index = "0",
      converter = Converters.ForRepository.class,
      description = "the repository")
  private @Nullable RepositoryName name;

  @Option(names = "--title", paramLabel = "TEXT", required = true, description = "one line")
  private String title = "";

  @ArgGroup private @Nullable Body body;

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      description = "a label, such as priority-2 or type-bug; may be repeated")
  private List<String> labels = List.of();

  @Option(
      names = "--skill",
      paramLabel = "SKILL",
      converter = Converters.ForSkill.class,
      description = "only agents with this skill take it: the label skill-SKILL; may be repeated")
  private List<String> skills = List.of();

  @Option(
      names = "--author",
      paramLabel = "NAME",
      description = "who writes the issue (default: the user's login)")
  private String author = ForgeOptions.USER;

  private static final class Body {
    @Option(
        names = "--body",
        paramLabel = "TEXT",
        description =
            "what is to be done, in markdown; understood: sections Requirements and Deliverables,"
                + " lines 'Depends-on: owner/repo#n'")
    private @Nullable String text;

    @Option(
        names = "--body-file",
        paramLabel = "FILE",
        description = "the same from a file in UTF-8; - is standard input")
    private @Nullable Path file;
  }

  TaskCreateCommand(Map<String, String> environment) {
    this.forgeOptions = new ForgeOptions(environment);
  }

  @Override
  Report execute() {
    IssueDraft draft = draft();
    RepositoryName where = Objects.requireNonNull(name, "picocli requires it");
    requireReadable(where, draft);
    try (ForgeOptions.Opened opened = forgeOptions.open(author)) {
      RepositoryProvider forge = opened.provider();
      Repository repository = forge.repository(where);
      Task task = forge.createIssue(repository.id(), draft);
      var json =
          Json.object()
              .put("task", task.ref().toString())
              .put("id", task.id().toString())
              .put("repository", repository.name().toString())
              .put("number", task.id().number())
              .put("title", task.title());
      return Report.done(json, List.of("created " + task.ref() + "  " + task.title()));
    }
  }

  /** Before anything is written: agents would not understand it, and the writer is still here. */
  private void requireReadable(RepositoryName where, IssueDraft draft) {
    List<TaskTrouble> troubles = TaskParser.troubles(where, draft);
    if (!troubles.isEmpty()) {
      throw wrongUsage(
          "cannot create a task in "
              + where
              + ", nothing was written: "
              + troubles.stream().map(TaskTrouble::text).collect(Collectors.joining("; and ")));
    }
  }

  private IssueDraft draft() {
    Set<String> all = new TreeSet<>(labels);
    skills.forEach(skill -> all.add("skill-" + new Skill(skill)));
    all.add(TaskParser.LABEL);
    try {
      return new IssueDraft(title, body(), all);
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    }
  }

  private String body() {
    Optional<Body> given = Optional.ofNullable(body);
    return given
        .map(each -> each.text)
        .or(() -> given.map(each -> each.file).map(TaskCreateCommand::read))
        .orElse("");
  }

  private static String read(Path file) {
    try (InputStream in = file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BODY_BYTES + 1);
      if (bytes.length > MAX_BODY_BYTES) {
        throw new IllegalArgumentException(
            "the body in " + file + " has more than " + MAX_BODY_BYTES + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException e) {
      throw new PermanentException(
          "cannot read the body from " + file + ": there is no such file; check the path", e);
    } catch (CharacterCodingException e) {
      throw new PermanentException(
          "cannot read the body from " + file + ": it is not in UTF-8; save it as UTF-8", e);
    } catch (IOException e) {
      throw new PermanentException(
          "cannot read the body from " + file + ": " + e + "; check the path", e);
    }
  }
}
