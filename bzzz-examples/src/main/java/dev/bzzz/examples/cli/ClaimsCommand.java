package dev.bzzz.examples.cli;

import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.task.TaskRef;
import dev.bzzz.git.ledger.GitRefLedger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "claims", description = "Mend claims that agents cannot mend.")
final class ClaimsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;

  /** With the commands below it. */
  static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new ClaimsCommand()).addSubcommand(new Reset(environment));
  }

  @Override
  public Integer call() {
    throw TaskCommand.missing(spec);
  }

  @Command(
      name = "reset",
      description = {
        "Make a damaged claim usable again.",
        "Sets it back to its last valid record, or removes it when there is none; refuses when the"
            + " claim is in order."
      })
  static final class Reset extends BzzzCommand {
    @Mixin private final ForgeOptions forgeOptions;

    @Parameters(
        paramLabel = "OWNER/NAME#N",
        index = "0",
        converter = Converters.ForTask.class,
        description = "the task")
    private @Nullable TaskRef wanted;

    Reset(Map<String, String> environment) {
      this.forgeOptions = new ForgeOptions(environment);
    }

    @Override
    Report execute() {
      TaskRef ref = Objects.requireNonNull(wanted, "picocli requires it");
      try (ForgeOptions.Opened opened = forgeOptions.open();
          GitRefLedger ledger = opened.ledger()) {
        Repository repository = opened.provider().repository(ref.repository());
        TaskId task = new TaskId(repository.id(), ref.number());
        String damage = ledger.read(task).damage().orElse("");
        Optional<SignedRecord> kept = ledger.reset(task);
        var json = Json.object().put("task", ref.toString()).put("damage", damage);
        kept.ifPresent(record -> json.put("record", record.id()));
        return Report.done(
            json,
            List.of(
                ref + ": the claim was damaged, " + damage,
                kept.map(record -> "set back to its last valid record, " + record)
                    .orElse(
                        "removed its ref; the task is free, and starts with term 1 again: delete branches bzzz/"
                            + ref.number()
                            + "/… that are left over, or its work cannot be published")));
      }
    }
  }
}
