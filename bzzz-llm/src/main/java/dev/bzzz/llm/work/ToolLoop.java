package dev.bzzz.llm.work;

import dev.bzzz.core.PlainText;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.agent.WorkResult;
import dev.bzzz.core.llm.ChatMessage;
import dev.bzzz.core.llm.ChatReply;
import dev.bzzz.core.llm.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The talk with the model about one task, until it is done or one of the limits is met. */
final class ToolLoop {
  private static final int MAX_TEXT = 16 * 1024;
  private static final int SHOWN = 60;

  private final Job job;
  private final Limits limits;
  private final PatientModel model;
  private final ToolBox tools;
  private final Finish finish;
  private final List<ChatMessage> messages = new ArrayList<>();
  private String lastPlayed = "";
  private int samePlayed;
  private int failedInARow;
  private int reminders;

  ToolLoop(Job job, Limits limits, PatientModel model) {
    this.job = job;
    this.limits = limits;
    this.model = model;
    WorkspaceFiles files = new WorkspaceFiles(job.workspace().root());
    this.finish = new Finish(new Verification(job, limits.test()));
    this.tools =
        new ToolBox(
            List.of(
                new ListFiles(files),
                new ReadFile(files),
                new Search(files),
                new EditFile(files),
                new WriteFile(files),
                new RunCommand(job, limits.run()),
                finish));
    messages.add(Prompt.rules());
    messages.add(Prompt.task(job, files));
  }

  WorkResult run() throws InterruptedException {
    for (int turn = 1; turn <= limits.turns(); turn++) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (job.deadline().passed()) {
        return outOfTime();
      }
      ChatReply reply;
      try {
        reply = model.ask(messages, tools.specs(), job);
      } catch (TransientException e) {
        if (job.deadline().passed()) {
          return outOfTime();
        }
        throw e;
      }
      Optional<WorkResult> end = hear(reply, turn);
      if (end.isPresent()) {
        return end.get();
      }
    }
    return new WorkResult.Failed("the model did not finish within " + limits.turns() + " replies");
  }

  private Optional<WorkResult> hear(ChatReply reply, int turn) throws InterruptedException {
    List<ToolCall> calls = calls(reply, turn);
    messages.add(new ChatMessage.AssistantMessage(PlainText.block(reply.text(), MAX_TEXT), calls));
    if (!calls.isEmpty()) {
      reminders = 0;
      return play(calls, reply.calls().size() - calls.size());
    }
    if (reminders++ == Limits.REMINDERS) {
      return failed("the model answers without calling a tool");
    }
    messages.add(
        new ChatMessage.UserMessage(
            "You called no tool. Go on with a tool, or call finish if the work is done."));
    return Optional.empty();
  }

  private static List<ToolCall> calls(ChatReply reply, int turn) {
    return reply.calls().isEmpty()
        ? TextCalls.in(reply.text(), "text-" + turn).map(List::of).orElse(List.of())
        : reply.calls().subList(0, Math.min(reply.calls().size(), Limits.CALLS_PER_TURN));
  }

  private Optional<WorkResult> play(List<ToolCall> calls, int dropped) throws InterruptedException {
    for (int i = 0; i < calls.size(); i++) {
      ToolCall call = calls.get(i);
      if (job.deadline().passed()) {
        return Optional.of(outOfTime());
      }
      ToolBox.Played played = tools.play(call);
      job.progress(played.step());
      if (finish.result().isPresent()) {
        return finish.result();
      }
      boolean last = i == calls.size() - 1;
      String note =
          last && dropped > 0
              ? "\n(at most "
                  + Limits.CALLS_PER_TURN
                  + " calls in one reply: "
                  + dropped
                  + " were not played)"
              : "";
      messages.add(new ChatMessage.ToolMessage(call.id(), call.name(), played.text() + note));
      Optional<WorkResult> stuck = stuck(call, played);
      if (stuck.isPresent()) {
        return stuck;
      }
    }
    return Optional.empty();
  }

  /** Whether the model goes round in circles. */
  private Optional<WorkResult> stuck(ToolCall call, ToolBox.Played played) {
    String now = call.name() + '\0' + call.arguments() + '\0' + played.text();
    samePlayed = now.equals(lastPlayed) ? samePlayed + 1 : 1;
    lastPlayed = now;
    if (samePlayed == Limits.SAME_CALLS) {
      return failed(
          "the model goes round in circles: "
              + samePlayed
              + " times the same call of "
              + PlainText.line(call.name(), SHOWN)
              + " with the same result");
    }
    failedInARow = played.failed() ? failedInARow + 1 : 0;
    if (failedInARow == Limits.FAILED_CALLS) {
      return failed(
          "the model makes no valid tool calls: "
              + failedInARow
              + " failed in a row, the last with "
              + PlainText.line(played.text(), 2 * SHOWN));
    }
    return Optional.empty();
  }

  private WorkResult outOfTime() {
    return new WorkResult.Failed(
        "the work took longer than its limit of "
            + Math.max(1, job.context().timeLimit().toSeconds())
            + " s");
  }

  private static Optional<WorkResult> failed(String reason) {
    return Optional.of(new WorkResult.Failed(reason));
  }
}
