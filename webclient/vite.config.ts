/** `npm run dev`: the pages from their sources, everything else from a chatd on port 8000. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env.SERVER_URL ?? 'http://127.0.0.1:8000'

export default defineConfig({
  appType: 'mpa',
  plugins: [react({ include: /src\/console\/.*\.tsx$/ })],
  server: {
    port: 5173,
    proxy: { '/api': server, '/widget.js': server, '/ws': { target: server, ws: true } },
  },
})
