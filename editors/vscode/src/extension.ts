// Starts `archive-lint server` and hands everything over to it.

import { commands, ExtensionContext, Uri, window, workspace } from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";

const INSTALL = "pip install 'archive-lint[server]'";
const OF_A_PLACE = new Set(["archive-lint.checkSource", "archive-lint.findCopy"]);

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("archive-lint.command")) {
        await deactivate();
        await start();
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  const running = client;
  client = undefined;
  if (running?.isRunning()) {
    await running.stop();
  }
}

async function start(): Promise<void> {
  const [command = "archive-lint", ...before] = workspace.getConfiguration("archive-lint").get<string[]>("command", []);
  const server: ServerOptions = { command, args: [...before, "server"] };
  const options: LanguageClientOptions = {
    documentSelector: [{ scheme: "file", language: "markdown" }],
    middleware: {
      // From the palette a command comes without a place: it is about the one under the cursor.
      executeCommand: (name, given, next) => next(name, OF_A_PLACE.has(name) && given.length === 0 ? here() : given),
    },
  };
  client = new LanguageClient("archive-lint", "archive-lint", server, options);
  try {
    await client.start();
  } catch (error) {
    const answer = await window.showErrorMessage(
      `archive-lint: '${command} server' could not be started: ${error}. Install it with ${INSTALL}, or name it in the settings.`,
      "Settings",
      "How to install",
    );
    if (answer === "Settings") {
      await commands.executeCommand("workbench.action.openSettings", "archive-lint.command");
    } else if (answer === "How to install") {
      await commands.executeCommand("vscode.open", Uri.parse("https://github.com/archive-lint/archive-lint#readme"));
    }
  }
}

function here(): (string | number)[] {
  const editor = window.activeTextEditor;
  if (editor === undefined || client === undefined) {
    return ["", 0, 0];
  }
  const place = client.code2ProtocolConverter.asPosition(editor.selection.active);
  return [client.code2ProtocolConverter.asUri(editor.document.uri), place.line, place.character];
}
