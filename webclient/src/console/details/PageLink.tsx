/** Only web addresses become links: a page's own address is what a stranger's browser said. */
export function PageLink({ url, title }: { url: string; title: string }) {
  if (!/^https?:\/\//.test(url)) return title
  return (
    <a href={url} title={url} target="_blank" rel="noreferrer noopener">
      {title || url}
    </a>
  )
}
