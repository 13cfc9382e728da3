package dev.bzzz.core.audit;

import dev.bzzz.core.agent.EventSink;
import dev.bzzz.core.testkit.EventSinkContract;
import dev.bzzz.core.testkit.TestAgents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class AuditLogContractTest extends EventSinkContract {
  @TempDir Path folder;
  private @Nullable AuditLog open;

  @AfterEach
  void closeLog() {
    if (open != null) {
      open.close();
    }
  }

  @Override
  protected EventSink sink() {
    open = AuditLog.open(folder.resolve("audit.jsonl"), TestAgents.agent(1));
    return open;
  }

  @Override
  protected List<String> kept(EventSink sink) {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("audit.jsonl"));
      return lines.subList(1, lines.size()); // the first one says that the log was opened
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
