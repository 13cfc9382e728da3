package dev.bzzz.llm.scripted;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.RegularFile;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.llm.ChatListener;
import dev.bzzz.core.llm.ChatMessage;
import dev.bzzz.core.llm.ChatReply;
import dev.bzzz.core.llm.ChatRequest;
import dev.bzzz.core.llm.LlmBackend;
import dev.bzzz.core.llm.LlmFeature;
import dev.bzzz.core.llm.ModelId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays recorded tool calls from a file instead of asking a model: for the demo and for tests. It
 * is a simulation and says so ({@link LlmFeature#SIMULATED}).
 *
 * <p>It keeps no state: the conversation is the one recorded for the task named by the first line
 * {@code Task: owner/repo#2} of a user message, the turn is the number of assistant messages in the
 * request. The file:
 *
 * <pre>{@code
 * {"format": "bzzz-script/1", "note": "what this is", "delayMillis": 0,
 *  "conversations": [{"task": "owner/repo#2", "turns": [
 *    {"text": "I look.", "calls": [{"tool": "read_file", "arguments": {"path": "a.txt"}}]}]}]}
 * }</pre>
 *
 * <p>{@code delayMillis} (0 to 10000) holds every reply back, so that people can watch; it stands
 * for no model's real speed. Safe for use by many threads.
 */
public final class ScriptedBackend implements LlmBackend {
  /** Value of the field {@code format}. */
  public static final String FORMAT = "bzzz-script/1";

  /** The only model it lists; any other name is answered as well. */
  public static final ModelId MODEL = new ModelId("scripted");

  private static final Logger LOG = LoggerFactory.getLogger(ScriptedBackend.class);
  private static final int MAX_FILE_BYTES = 8 << 20;
  private static final Pattern TASK_LINE = Pattern.compile("(?m)^Task: (\\S{1,300})$");

  private final Script script;

  private ScriptedBackend(Script script, String where) {
    this.script = script;
    LOG.info(
        "Simulated model: plays {} recorded conversations from {}",
        script.conversations().size(),
        where);
  }

  /**
   * Reads a script file of at most 8 MiB.
   *
   * @throws NotFound if there is no such file
   * @throws PermanentException if it cannot be read or is not a script; the message names the field
   */
  public static ScriptedBackend load(Path file) {
    try {
      byte[] bytes = RegularFile.read(file, MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new PermanentException(
            "cannot read the script " + file + ": it has more than " + MAX_FILE_BYTES + " bytes");
      }
      return parse(bytes, file.toString());
    } catch (NoSuchFileException e) {
      throw new NotFound(
          "cannot read the script " + file + ": there is no such file; check the path");
    } catch (RegularFile.NotRegular e) {
      throw new PermanentException(
          "cannot read the script " + file + ": " + e.getReason() + "; name a file", e);
    } catch (IOException e) {
      throw new PermanentException("cannot read the script " + file + ": " + e, e);
    }
  }

  /**
   * Reads a script from memory.
   *
   * @param where names the script in errors
   * @throws PermanentException if it is not a script; the message names the field
   */
  public static ScriptedBackend parse(byte[] json, String where) {
    return new ScriptedBackend(ScriptReader.read(json, where), where);
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public Set<LlmFeature> features() {
    return Set.of(LlmFeature.TOOLS, LlmFeature.SIMULATED);
  }

  @Override
  public List<ModelId> models() {
    return List.of(MODEL);
  }

  /** Its errors may become public, in comments, so they do not say where the script lies. */
  @Override
  public ChatReply chat(ChatRequest request, ChatListener listener) throws InterruptedException {
    hold(request.timeout());
    String task = task(request);
    List<Script.Turn> turns = script.conversations().get(task);
    if (turns == null) {
      throw new PermanentException(
          "cannot play " + task + ": the script has no conversation for this task");
    }
    long turn =
        request.messages().stream().filter(ChatMessage.AssistantMessage.class::isInstance).count();
    if (turn >= turns.size()) {
      throw new PermanentException(
          "cannot play "
              + task
              + ": the script ends after "
              + turns.size()
              + " turns without the work being done");
    }
    Script.Turn reply = turns.get((int) turn);
    if (!reply.text().isEmpty()) {
      listener.text(reply.text());
    }
    return new ChatReply(reply.text(), reply.calls(), -1, -1);
  }

  @Override
  public void close() {
    // holds nothing
  }

  private void hold(Duration timeout) throws InterruptedException {
    boolean tooSlow = script.delay().compareTo(timeout) > 0;
    TimeUnit.NANOSECONDS.sleep((tooSlow ? timeout : script.delay()).toNanos());
    if (tooSlow) {
      throw new TransientException(
          "no reply from the script within " + timeout.toMillis() + " ms", Duration.ZERO);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private String task(ChatRequest request) {
    for (ChatMessage message : request.messages()) {
      if (message instanceof ChatMessage.UserMessage user) {
        Matcher line = TASK_LINE.matcher(user.text());
        if (line.find()) {
          return line.group(1);
        }
      }
    }
    throw new PermanentException(
        "cannot play the script: no user message has a line 'Task: owner/repo#n'");
  }
}
