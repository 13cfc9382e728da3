package dev.bzzz.git.hive;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.repo.RepositoryName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Hive listed last, in a file, so that an agent can start while Hive is away. Losing it costs
 * nothing while Hive answers, so trouble with the file is only logged.
 */
final class HiveMemory {
  /** Longest file that is read, in bytes: 1,000 projects with the longest names. */
  private static final int MAX_BYTES = 512 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(HiveMemory.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;

  HiveMemory(Path file) {
    this.file = file;
  }

  Map<RepositoryName, HiveProject> load() {
    try (InputStream in = Files.newInputStream(file)) {
      return HiveProject.read(JSON.readTree(in.readNBytes(MAX_BYTES)));
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (IOException e) {
      LOG.warn(
          "cannot read what Hive listed last from {}: {}; it is asked anew",
          file,
          e instanceof JacksonException json ? CanonicalJson.reason(json) : e.toString());
      return Map.of();
    }
  }

  void save(Collection<HiveProject> projects) {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(next, JSON.writeValueAsBytes(HiveProject.write(projects)));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn(
          "cannot keep what Hive lists in {}: {}; it must answer at the next start",
          file,
          e.toString());
    }
  }
}
