// Where a clip's files are, and how they reach the person.

export type ClipFile = "file" | "marked" | "played" | "manifest" | "picture";

const PATHS: Record<ClipFile, string> = {
  file: "download/",
  marked: "download/?marked=1",
  played: "download/?inline=1",
  manifest: "manifest.json/",
  picture: "thumbnail.jpg/",
};

export function downloadPath(id: number, file: ClipFile): string {
  return `/api/clips/${id}/${PATHS[file]}`;
}

/** What the browser would do at a link that somebody presses. */
export function download(path: string): void {
  const link = document.createElement("a");
  link.href = path;
  link.download = "";
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
}

/** Whether it is copied now. Without https browsers leave the old way alone. */
export async function copyText(text: string, beside: HTMLElement): Promise<boolean> {
  try {
    // Absent without https, whatever its type says.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, beside);
  }
}

/** `beside`: in a modal dialog only what is inside of it can be selected. */
function copyBySelection(text: string, beside: HTMLElement): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  beside.after(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way without https
  const isCopied = document.execCommand("copy");
  field.remove();
  beside.focus();
  return isCopied;
}
